import { describe, expect, it } from "vitest";
import { piecesOf, rowsOf } from "./pieces";

describe("pieces of a long text", () => {
  it("are the text in order; an empty text has none", () => {
    const text = "one two\nthree four five\n\nsix seveneightnine\n😀😀😀😀";
    for (const size of [2, 3, 5, 8, 100]) expect(piecesOf(text, size).join("")).toBe(text);
    expect(piecesOf("")).toEqual([]);
    expect(piecesOf("short")).toEqual(["short"]);
  });

  it("end at a line break within reach", () => {
    expect(piecesOf("ab cd\nef gh\nij", 8)).toEqual(["ab cd\n", "ef gh\nij"]);
  });

  it("end at a word boundary where a line is too long", () => {
    expect(piecesOf("ab cd ef gh", 7)).toEqual(["ab cd ", "ef gh"]);
  });

  it("split an endless word, but no surrogate pair", () => {
    expect(piecesOf("abcdefg", 3)).toEqual(["abc", "def", "g"]);
    expect(piecesOf("a😀😀", 2)).toEqual(["a", "😀", "😀"]);
  });

  it("are short enough, and few, in a megabyte without a space", () => {
    const pieces = piecesOf("W".repeat(1_000_000));
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(4_000);
    expect(pieces).toHaveLength(250);
  });
});

describe("rows of a text", () => {
  it("are its lines, several for a long one", () => {
    expect(rowsOf("")).toBe(1);
    expect(rowsOf("one\ntwo\n")).toBe(2);
    expect(rowsOf("\n\nthree")).toBe(3);
    expect(rowsOf("12345 7890 x", 5)).toBe(3);
  });
});
