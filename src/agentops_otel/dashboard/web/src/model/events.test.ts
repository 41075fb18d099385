import { expect, it } from "vitest";
import { spansOf } from "../testing/spans";
import { marksByRow, toMarks, toTimedEvent } from "./events";

const { table } = spansOf([
  { start: 0, duration: 100 },
  { parent: 0, start: 10, duration: 50 },
]);

function event(name: string, spanId: string, timeNs: bigint) {
  return { name, traceId: "trace", spanId, timeNs };
}

it("keeps times exact, which come as text", () => {
  const wire = {
    name: "cache miss",
    kind: "event" as const,
    trace_id: "t",
    span_id: "s",
    time_unix_nano: "1795521600123456789",
    duration_ns: null,
    status: "unset" as const,
    attributes: {},
  };
  expect(toTimedEvent(wire).timeNs).toBe(1_795_521_600_123_456_789n);
});

it("numbers the events of each span, and takes an exception for an error", () => {
  const marks = toMarks(
    [event("a", "span0", 5n), event("b", "span1", 20n), event("exception", "span0", 30n)],
    table,
  );
  expect(marks.map(({ row, number, atNs, isError }) => [row, number, atNs, isError])).toEqual([
    [0, 0, 5, false],
    [1, 0, 20, false],
    [0, 1, 30, true],
  ]);
  expect([...marksByRow(marks)].map(([row, own]) => [row, own.length])).toEqual([
    [0, 2],
    [1, 1],
  ]);
});

it("leaves out an event whose span has not arrived", () => {
  expect(toMarks([event("a", "elsewhere", 5n)], table)).toEqual([]);
});
