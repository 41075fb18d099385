import { describe, expect, it } from "vitest";
import { addTerm, attributeTerm, quoteValue, removeTerm, splitTerms, term } from "./filter";

describe("quoteValue", () => {
  it.each([
    ["production", "production"],
    ["env:prod", "env:prod"],
    ["größe", "größe"],
    ["two words", '"two words"'],
    ["gpt-*", '"gpt-*"'],
    [">5", '">5"'],
    ['say "hi"', '"say \\"hi\\""'],
    ["back\\slash", '"back\\\\slash"'],
    ["", '""'],
  ])("writes %j as %s", (value, text) => {
    expect(quoteValue(value)).toBe(text);
  });
});

it("names an attribute by its key, whatever characters that holds", () => {
  expect(attributeTerm("http.route", "/chat")).toBe("attr.http.route:/chat");
  expect(attributeTerm("a key:x", "b c")).toBe('attr.a\\ key\\:x:"b c"');
});

describe("splitTerms", () => {
  it("keeps quoted text and parentheses together", () => {
    expect(splitTerms('tag:"a b"  (x OR y) span(kind:tool status:error) -z')).toEqual([
      'tag:"a b"',
      "(x OR y)",
      "span(kind:tool status:error)",
      "-z",
    ]);
  });

  it("reads an escaped quote as a character", () => {
    expect(splitTerms('a\\"b c')).toEqual(['a\\"b', "c"]);
  });
});

describe("a term", () => {
  it("is added once", () => {
    const once = addTerm("state:error", term("tag", "beta"));
    expect(once).toBe("state:error tag:beta");
    expect(addTerm(once, "tag:beta")).toBe(once);
  });

  it("narrows all alternatives, not only the last", () => {
    expect(addTerm("tag:a OR tag:b", "state:error")).toBe("(tag:a OR tag:b) state:error");
  });

  it("is removed as a whole", () => {
    expect(removeTerm('tag:"a b" state:error', 'tag:"a b"')).toBe("state:error");
  });
});
