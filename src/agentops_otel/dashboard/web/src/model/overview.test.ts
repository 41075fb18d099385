import { describe, expect, it } from "vitest";
import type { WireSpans } from "../api/wire";
import { errorRows, firstFailure, kindTotals, selfTimes, slowestRows } from "./overview";
import { type SpanStatus, toSpanTable } from "./spans";
import { buildTree } from "./tree";

type Kind = WireSpans["kinds"][number];

interface Row {
  parent?: number;
  start: number;
  duration: number;
  status?: SpanStatus;
  kind?: Kind;
}

function session(rows: Row[]) {
  const kinds = [...new Set<Kind>(rows.map((row) => row.kind ?? "span"))];
  const table = toSpanTable({
    base_unix_nano: "0",
    names: ["n"],
    services: ["s"],
    kinds,
    id: rows.map((_, row) => `span${row}`),
    trace: rows.map(() => "trace"),
    missing_parent: {},
    parent: rows.map((row) => row.parent ?? -1),
    name: rows.map(() => 0),
    service: rows.map(() => 0),
    kind: rows.map((row) => kinds.indexOf(row.kind ?? "span")),
    start_ns: rows.map((row) => row.start),
    duration_ns: rows.map((row) => row.duration),
    status: rows.map((row) => row.status ?? "unset"),
  });
  return { table, tree: buildTree(table.parents, table.starts) };
}

describe("the first failure", () => {
  it("is where the error began, not the callers it went through", () => {
    const { table, tree } = session([
      { start: 0, duration: 100, status: "error" },
      { parent: 0, start: 10, duration: 50, status: "error" },
      { parent: 1, start: 20, duration: 10, status: "error" },
      { parent: 0, start: 70, duration: 10, status: "error" },
    ]);
    expect(firstFailure(table, tree)).toBe(2);
    expect(errorRows(table, tree)).toEqual([0, 1, 2, 3]);
  });

  it("is none where nothing failed", () => {
    const { table, tree } = session([{ start: 0, duration: 1, status: "ok" }]);
    expect(firstFailure(table, tree)).toBe(-1);
  });
});

it("sums kinds, most time first", () => {
  const { table } = session([
    { start: 0, duration: 5, kind: "tool", status: "error" },
    { start: 0, duration: 9, kind: "llm" },
    { start: 0, duration: 1, kind: "tool" },
  ]);
  expect(kindTotals(table)).toEqual([
    { kind: "llm", count: 1, errorCount: 0, durationNs: 9 },
    { kind: "tool", count: 2, errorCount: 1, durationNs: 6 },
  ]);
});

describe("time of its own", () => {
  it("leaves out what children took, parallel ones once", () => {
    const { table, tree } = session([
      { start: 0, duration: 100 },
      { parent: 0, start: 10, duration: 40 },
      { parent: 0, start: 30, duration: 40 },
    ]);
    expect([...selfTimes(table, tree)]).toEqual([40, 40, 40]);
  });

  it("counts only the part of a child that lies inside its parent", () => {
    const { table, tree } = session([
      { start: 0, duration: 10 },
      { parent: 0, start: 5, duration: 100 },
    ]);
    expect([...selfTimes(table, tree)]).toEqual([5, 100]);
  });

  it("ranks the slowest", () => {
    expect(slowestRows(Float64Array.of(3, 9, 5), 2)).toEqual([1, 2]);
  });
});
