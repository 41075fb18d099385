import { describe, expect, it } from "vitest";
import { isFolded, readFolding, shiftLevel, toggleFold, writeFolding } from "./folding";

const UNFOLDED = readFolding(undefined, undefined);

describe("folding", () => {
  it("by level folds every row from that depth on", () => {
    const folding = readFolding(1, undefined);
    expect([0, 1, 2].map((depth) => isFolded(folding, depth, "x"))).toEqual([false, true, true]);
  });

  it("of one row turns its level's answer around, twice back again", () => {
    const folding = readFolding(1, undefined);
    const opened = toggleFold(folding, "x");
    expect(isFolded(opened, 1, "x")).toBe(false);
    expect(isFolded(opened, 1, "y")).toBe(true);
    expect(toggleFold(opened, "x")).toEqual(folding);
  });

  it("goes level by level and ends open", () => {
    const less = shiftLevel(UNFOLDED, -1, 3);
    expect(less.level).toBe(2);
    expect(shiftLevel(less, 1, 3)).toEqual(UNFOLDED);
    expect(shiftLevel(readFolding(0, undefined), -1, 3).level).toBe(0);
  });

  it("survives the address", () => {
    const written = writeFolding(toggleFold(readFolding(2, "a"), "b"));
    expect(written).toEqual({ level: 2, fold: "a,b" });
    expect(writeFolding(readFolding(written.level, written.fold))).toEqual(written);
    expect(writeFolding(UNFOLDED)).toEqual({});
  });
});
