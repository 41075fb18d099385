import { describe, expect, it } from "vitest";
import type { WireSpans } from "../api/wire";
import { findRow, isMissing, toSpanTable } from "./spans";

const WIRE: WireSpans = {
  base_unix_nano: "1795521600123456789",
  names: ["run", "search"],
  services: ["agent"],
  kinds: ["session", "tool"],
  id: ["a1", "b2", "b2"],
  trace: ["t1", "t1", "t2"],
  parent: [-1, 0, -1],
  missing_parent: { "2": "c3" },
  name: [0, 1, 1],
  service: [0, 0, 0],
  kind: [0, 1, 1],
  start_ns: [0, 10, 50],
  duration_ns: [100, 20, 75],
  status: ["ok", "error", "unset"],
};

describe("the span table", () => {
  const table = toSpanTable(WIRE);

  it("reads names by dictionary and keeps the base exact", () => {
    expect(table.nameOf(1)).toBe("search");
    expect(table.kindOf(0)).toBe("session");
    expect(table.baseNs).toBe(1_795_521_600_123_456_789n);
  });

  it("reaches from the first start to the last end", () => {
    expect([table.startNs, table.endNs]).toEqual([0, 125]);
  });

  it("has a row for a parent that is missing, as long as its children", () => {
    expect(table.count).toBe(4);
    expect(isMissing(table, 3)).toBe(true);
    expect(table.nameOf(3)).toBe("missing span");
    expect(table.parents[2]).toBe(3);
    expect([table.starts[3], table.durations[3]]).toEqual([50, 75]);
  });

  it("tells spans of two traces with one id apart", () => {
    expect(findRow(table, "b2")).toBe(1);
    expect(findRow(table, "b2", "t2")).toBe(2);
    expect(findRow(table, "zz")).toBe(-1);
  });

  it("gathers children of one missing parent under one row", () => {
    const orphans = toSpanTable({
      ...WIRE,
      trace: ["t1", "t1", "t1"],
      parent: [-1, -1, -1],
      missing_parent: { "1": "c3", "2": "c3" },
    });
    expect([...orphans.parents]).toEqual([-1, 3, 3, -1]);
  });

  it("is empty for a session without spans", () => {
    const empty = toSpanTable({
      base_unix_nano: "0",
      names: [],
      services: [],
      kinds: [],
      id: [],
      trace: [],
      parent: [],
      missing_parent: {},
      name: [],
      service: [],
      kind: [],
      start_ns: [],
      duration_ns: [],
      status: [],
    });
    expect([empty.count, empty.startNs, empty.endNs]).toEqual([0, 0, 0]);
  });
});
