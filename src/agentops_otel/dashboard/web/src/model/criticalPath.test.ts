import { describe, expect, it } from "vitest";
import { type Row, spansOf } from "../testing/spans";
import { criticalPath } from "./criticalPath";

function pathOf(rows: Row[]): number[] {
  const { table, tree } = spansOf(rows);
  return [...criticalPath(table, tree)].sort((a, b) => a - b);
}

describe("the critical path", () => {
  it("follows the slowest of parallel spans", () => {
    expect(
      pathOf([
        { start: 0, duration: 100 },
        { parent: 0, start: 0, duration: 40 },
        { parent: 0, start: 0, duration: 90 },
      ]),
    ).toEqual([0, 2]);
  });

  it("goes back through consecutive spans, and down", () => {
    expect(
      pathOf([
        { start: 0, duration: 100 },
        { parent: 0, start: 0, duration: 50 },
        { parent: 0, start: 50, duration: 50 },
        { parent: 0, start: 10, duration: 20 },
        { parent: 2, start: 60, duration: 30 },
      ]),
    ).toEqual([0, 1, 2, 4]);
  });

  it("leaves out a child that outlived its parent, which did not wait for it", () => {
    expect(
      pathOf([
        { start: 0, duration: 100 },
        { parent: 0, start: 10, duration: 500 },
        { parent: 0, start: 20, duration: 60 },
      ]),
    ).toEqual([0, 2]);
  });

  it("begins at the root that ends last", () => {
    expect(
      pathOf([
        { start: 0, duration: 10 },
        { start: 5, duration: 100 },
      ]),
    ).toEqual([1]);
  });

  it("is cut where spans name each other as parents", () => {
    expect(
      pathOf([
        { parent: 1, start: 0, duration: 100 },
        { parent: 0, start: 10, duration: 80 },
        { parent: 1, start: 20, duration: 30 },
      ]),
    ).toEqual([0, 1, 2]);
  });

  it("skips a child whose clock puts it after its parent, and keeps one put before it", () => {
    expect(
      pathOf([
        { start: 0, duration: 100 },
        { parent: 0, start: 150, duration: 20 },
        { parent: 0, start: -30, duration: 60 },
      ]),
    ).toEqual([0, 2]);
  });

  it("is empty without spans", () => {
    expect(pathOf([])).toEqual([]);
  });

  it("has all of 50 000 consecutive spans", () => {
    const steps = Array.from({ length: 50_000 }, (_, row) =>
      row === 0 ? { start: 0, duration: 50_000 } : { parent: 0, start: row - 1, duration: 1 },
    );
    expect(pathOf(steps)).toHaveLength(50_000);
  });

  it("walks a chain of 50 000 spans", () => {
    const chain = Array.from({ length: 50_000 }, (_, row) => ({
      ...(row > 0 && { parent: row - 1 }),
      start: row,
      duration: 50_000 - row,
    }));
    expect(pathOf(chain)).toHaveLength(50_000);
  });
});
