import { describe, expect, it } from "vitest";
import { foldDepth, isFolded, readFolding, toggleFold, unfoldDepth, writeFolding } from "./folding";

const UNFOLDED = readFolding(undefined, undefined);

function at(depths: Record<string, number>) {
  return (id: string) => ({ depth: depths[id] ?? 0, isGroup: false });
}

describe("folding", () => {
  it("by level folds every row from that depth on", () => {
    const folding = readFolding(1, undefined);
    expect([0, 1, 2].map((depth) => isFolded(folding, depth, "x"))).toEqual([false, true, true]);
  });

  it("of one row inverts its level's state, and a second time restores it", () => {
    const folding = readFolding(1, undefined);
    const opened = toggleFold(folding, "x");
    expect(isFolded(opened, 1, "x")).toBe(false);
    expect(isFolded(opened, 1, "y")).toBe(true);
    expect(toggleFold(opened, "x")).toEqual(folding);
  });

  it("changes level by level until all rows are unfolded", () => {
    const less = foldDepth(UNFOLDED, 2, at({}));
    expect(less.level).toBe(2);
    expect(foldDepth(less, 1, at({})).level).toBe(1);
    const more = unfoldDepth(less, 2, at({}));
    expect([0, 1, 2].map((depth) => isFolded(more, depth, "x"))).toEqual([false, false, false]);
  });

  it("of a level keeps rows above it that were folded by hand", () => {
    const byHand = readFolding(undefined, "high,deep");
    const less = foldDepth(byHand, 2, at({ high: 1, deep: 3 }));
    expect(isFolded(less, 1, "high")).toBe(true);
    expect(isFolded(less, 3, "deep")).toBe(true);
    expect(isFolded(less, 1, "other")).toBe(false);
  });

  it("of a level discards rows below it that were unfolded by hand", () => {
    const opened = readFolding(1, "x,y");
    const less = foldDepth(opened, 2, at({ x: 1, y: 2 }));
    expect(isFolded(less, 1, "x")).toBe(false);
    expect(isFolded(less, 2, "y")).toBe(true);
  });

  it("is undone for the rows nearest to the top first", () => {
    const byHand = readFolding(3, "high");
    const more = unfoldDepth(byHand, 1, at({ high: 1 }));
    expect(more).toEqual(readFolding(3, undefined));
    expect(unfoldDepth(more, 3, at({})).level).toBe(4);
  });

  it("is undone for all rows of a level of which some were unfolded by hand", () => {
    const opened = readFolding(1, "x,y");
    const more = unfoldDepth(opened, 2, at({ x: 1, y: 2 }));
    expect([1, 2].map((depth) => isFolded(more, depth, "x"))).toEqual([false, false]);
    expect(isFolded(more, 2, "y")).toBe(false);
    expect(isFolded(more, 3, "z")).toBe(true);
  });

  it("of a level never unfolds a group", () => {
    const group = readFolding(1, "group");
    expect(unfoldDepth(group, 1, () => ({ depth: 1, isGroup: true })).exceptions).toEqual(
      new Set(["group"]),
    );
  });

  it("survives a round trip through the address", () => {
    const written = writeFolding(toggleFold(readFolding(2, "a"), "b"));
    expect(written).toEqual({ level: 2, fold: "a,b" });
    expect(writeFolding(readFolding(written.level, written.fold))).toEqual(written);
    expect(writeFolding(UNFOLDED)).toEqual({});
  });
});
