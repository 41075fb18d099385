import { describe, expect, it } from "vitest";
import { listSearch, parseSearch, sessionSearch, stringifySearch } from "./search";

describe("search params", () => {
  it("keep a filter readable and intact", () => {
    const search = { q: 'tag:env:prod "free text" & a/b' };
    const text = stringifySearch(search);
    expect(text).toBe("?q=tag:env:prod+%22free+text%22+%26+a/b");
    expect(parseSearch(text)).toEqual(search);
  });

  it("omit empty values", () => {
    expect(stringifySearch({ q: undefined, span: "" })).toBe("");
  });

  it("read a number in a filter as text", () => {
    expect(listSearch(parseSearch("?q=42"))).toEqual({ q: "42" });
  });

  it("drop unknown names and values", () => {
    expect(listSearch({ sort: "colour", order: "up", page: "x", other: "1" })).toEqual({});
    expect(sessionSearch({ from: "-4", to: "NaN", level: "2" })).toEqual({ level: 2 });
  });

  it("omit the default order", () => {
    expect(listSearch({ sort: "start", order: "desc" })).toEqual({});
    expect(listSearch({ sort: "cost", order: "asc" })).toEqual({ sort: "cost", order: "asc" });
  });
});
