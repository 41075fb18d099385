import { describe, expect, it } from "vitest";
import { listSearch, parseSearch, sessionSearch, stringifySearch } from "./search";

describe("search params", () => {
  it("keep a filter readable and whole", () => {
    const search = { q: 'tag:env:prod "free text" & a/b' };
    const text = stringifySearch(search);
    expect(text).toBe("?q=tag:env:prod+%22free+text%22+%26+a/b");
    expect(parseSearch(text)).toEqual(search);
  });

  it("leave nothing where there is nothing", () => {
    expect(stringifySearch({ q: undefined, span: "" })).toBe("");
  });

  it("take a number in a filter for text", () => {
    expect(listSearch(parseSearch("?q=42"))).toEqual({ q: "42" });
  });

  it("drop what the page does not know", () => {
    expect(listSearch({ sort: "colour", order: "up", page: "x", other: "1" })).toEqual({});
    expect(sessionSearch({ from: "-4", to: "NaN", level: "2" })).toEqual({ level: 2 });
  });

  it("leave out the default order", () => {
    expect(listSearch({ sort: "start", order: "desc" })).toEqual({});
    expect(listSearch({ sort: "cost", order: "asc" })).toEqual({ sort: "cost", order: "asc" });
  });
});
