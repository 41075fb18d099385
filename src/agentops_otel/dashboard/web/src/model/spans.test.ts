import { describe, expect, it } from "vitest";
import type { WireSpans } from "../api/wire";
import { spansOf } from "../testing/spans";
import {
  findRow,
  isCut,
  isMissing,
  lastStartedBy,
  skewOf,
  spanAddress,
  toSpanTable,
  untold,
  withRows,
} from "./spans";

const WIRE: WireSpans = {
  total: 3,
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
  unstarted: [],
  unended: [],
};

describe("the span table", () => {
  const table = toSpanTable(WIRE);

  it("looks names up in the dictionary and keeps the base exact", () => {
    expect(table.nameOf(1)).toBe("search");
    expect(table.kindOf(0)).toBe("session");
    expect(table.baseNs).toBe(1_795_521_600_123_456_789n);
  });

  it("reaches from the first start to the last end", () => {
    expect([table.startNs, table.endNs]).toEqual([0, 125]);
  });

  it("has a row for a missing parent that spans its children", () => {
    expect(table.count).toBe(4);
    expect(isMissing(table, 3)).toBe(true);
    expect(table.nameOf(3)).toBe("missing span");
    expect(table.parents[2]).toBe(3);
    expect([table.starts[3], table.durations[3]]).toEqual([50, 75]);
  });

  it("distinguishes spans of two traces with the same id", () => {
    expect(findRow(table, "b2")).toBe(1);
    expect(findRow(table, "b2", "t2")).toBe(2);
    expect(findRow(table, "zz")).toBe(-1);
  });

  it("groups children of the same missing parent under one row", () => {
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
      total: 0,
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
      unstarted: [],
      unended: [],
    });
    expect([empty.count, empty.startNs, empty.endNs]).toEqual([0, 0, 0]);
  });
});

/** Consecutive spans of a second each, every hundredth with a missing parent. */
function many(count: number): WireSpans {
  const rows = Array.from({ length: count }, (_, row) => row);
  const zeros = rows.map(() => 0);
  return {
    ...WIRE,
    id: rows.map((row) => `s${row}`),
    trace: rows.map(() => "t1"),
    parent: rows.map((row) => (row % 100 === 0 ? -1 : row - 1)),
    missing_parent: Object.fromEntries(
      rows.filter((row) => row % 100 === 0).map((row) => [row, `lost${row}`]),
    ),
    name: zeros,
    service: zeros,
    kind: zeros,
    start_ns: rows.map((row) => row * 1e9),
    duration_ns: rows.map(() => 1e9),
    status: rows.map(() => "unset"),
  };
}

describe("broken telemetry", () => {
  it("from differing clocks is shown as is: a child may begin before its parent", () => {
    const skewed = toSpanTable({ ...WIRE, start_ns: [100, -40, 50] });
    expect([skewed.startNs, skewed.endNs]).toEqual([-40, 200]);
    expect(skewed.parents[1]).toBe(0);
  });

  it("has a row for each missing parent, one per trace", () => {
    const orphans = toSpanTable({
      ...WIRE,
      parent: [-1, -1, -1],
      missing_parent: { "1": "c3", "2": "c3" },
    });
    expect(orphans.count).toBe(5);
    expect([...orphans.parents]).toEqual([-1, 3, 4, -1, -1]);
    expect(orphans.traces.slice(3)).toEqual(["t1", "t2"]);
  });

  it("leaves rings of spans that name each other to the tree", () => {
    expect([...toSpanTable({ ...WIRE, parent: [1, 0, 2], missing_parent: {} }).parents]).toEqual([
      1, 0, 2,
    ]);
  });
});

describe("spans without a start or an end", () => {
  const { table } = spansOf([
    { start: 0, duration: 100 },
    { parent: 0, start: 10, duration: 0, isUnended: true },
    { parent: 1, start: 20, duration: 30 },
    { parent: 0, start: 90, duration: 0, isUnstarted: true },
    { parent: 3, start: 80, duration: 5 },
    { parent: 0, start: 60, duration: 0, isUnended: true },
  ]);
  const extentOf = (row: number) => [table.starts[row], table.durations[row]];

  it("reach as far as their descendants", () => {
    expect([1, 3, 5].map(extentOf)).toEqual([
      [10, 40],
      [80, 10],
      [60, 0],
    ]);
    expect([table.startNs, table.endNs]).toEqual([0, 100]);
  });

  it("are marked as such in place of a duration, and not as early", () => {
    expect([0, 1, 3].map((row) => untold(table, row))).toEqual([null, "not ended", "no start"]);
    expect(skewOf(table, 3)).toBe(0);
  });

  it("reach as far as descendants below further such spans", () => {
    const { table: deep } = spansOf([
      { start: 5, duration: 0, isUnended: true },
      { parent: 0, start: 6, duration: 0, isUnended: true },
      { parent: 1, start: 7, duration: 30 },
    ]);
    expect([...deep.durations]).toEqual([32, 31, 30]);
  });
});

it("is cut where the session has more spans", () => {
  expect([isCut(toSpanTable(WIRE)), isCut(toSpanTable({ ...WIRE, total: 4 }))]).toEqual([
    false,
    true,
  ]);
});

it("holds 50 000 spans and their missing parents", () => {
  const table = toSpanTable(many(50_000));
  expect([table.spanCount, table.count]).toEqual([50_000, 50_500]);
  expect(findRow(table, "s49999")).toBe(49_999);
  expect(table.parents[49_900]).toBe(50_499);
  expect(table.endNs).toBe(50_000e9);
});

it("appends further rows and leaves its own unchanged", () => {
  const table = toSpanTable(WIRE);
  const more = withRows(table, [
    { id: "b2", trace: "t1", parent: 1, start: 12, duration: 0, name: "cache miss", kind: "event" },
  ]);
  expect(more.nameOf(4)).toBe("cache miss");
  expect([more.nameOf(1), more.kindOf(3), more.serviceOf(4)]).toEqual(["search", "missing", ""]);
  expect(more.rowsById.get("b2")).toEqual([1, 2, 4]);
  expect(table.rowsById.get("b2")).toEqual([1, 2]);
  expect(withRows(table, [])).toBe(table);
});

it("puts a span's trace into the address only where its id finds another span", () => {
  const table = toSpanTable(WIRE);
  expect(spanAddress(table, 1)).toEqual({ span: "b2", trace: undefined });
  expect(spanAddress(table, 2)).toEqual({ span: "b2", trace: "t2" });
});

it("finds what had started last at a moment, or else what started first", () => {
  const { table } = spansOf([
    { start: 10, duration: 5 },
    { start: 30, duration: 5 },
    { start: 20, duration: 5 },
  ]);
  expect([5, 10, 25, 99].map((time) => lastStartedBy(table, time))).toEqual([0, 0, 2, 1]);
  expect(lastStartedBy(table, 99, [0, 2])).toBe(2);
  expect(lastStartedBy(table, 99, [])).toBe(-1);
});
