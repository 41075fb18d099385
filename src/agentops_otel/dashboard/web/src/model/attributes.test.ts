import { describe, expect, it } from "vitest";
import { listAttributes, structureOf, textOf } from "./attributes";

const ATTRIBUTES = { "http.route": "/chat", "gen_ai.request.model": "Claude", count: 3 };

describe("attributes", () => {
  it("are sorted by key", () => {
    expect(listAttributes(ATTRIBUTES).map(({ key }) => key)).toEqual([
      "count",
      "gen_ai.request.model",
      "http.route",
    ]);
  });

  it("are found by key or value, whatever the case", () => {
    expect(listAttributes(ATTRIBUTES, "ROUTE").map(({ key }) => key)).toEqual(["http.route"]);
    expect(listAttributes(ATTRIBUTES, "claude")).toHaveLength(1);
    expect(listAttributes(ATTRIBUTES, "nothing")).toEqual([]);
  });

  it.each([
    ["text", "text"],
    [3, "3"],
    [true, "true"],
    [null, "null"],
    [["a", 1], '["a",1]'],
  ])("read %j as text", (value, text) => {
    expect(textOf(value)).toBe(text);
  });

  it("hold structure as a value or as JSON text, and text otherwise", () => {
    expect(structureOf({ a: 1 })).toEqual({ a: 1 });
    expect(structureOf(' [1, {"a": 2}]')).toEqual([1, { a: 2 }]);
    expect(structureOf("{not json")).toBeNull();
    expect(structureOf("42")).toBeNull();
    expect(structureOf(null)).toBeNull();
  });
});
