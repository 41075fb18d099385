import { expect, it } from "vitest";
import { reasonOf, toFailures } from "./failures";

const failure = {
  trace_id: "t",
  span_id: "a",
  name: "search",
  kind: "tool" as const,
  end_time_unix_nano: "1",
  error_type: "httpx.ReadTimeout",
  message: "no answer",
};
const silent = { ...failure, span_id: "b", error_type: null, message: null };
const page = { items: [failure, silent], next_cursor: null };

it("has the reason of each failed span", () => {
  const failures = toFailures(page);
  expect(reasonOf(failures, { traceId: "t", spanId: "a" })).toBe("ReadTimeout: no answer");
  expect(reasonOf(failures, { traceId: "t", spanId: "b" })).toBeNull();
  expect(reasonOf(failures, { traceId: "u", spanId: "a" })).toBeNull();
});

it("has no reason for spans beyond the listed ones", () => {
  const failures = toFailures({ ...page, next_cursor: "more" });
  expect(reasonOf(failures, { traceId: "t", spanId: "a" })).toBe("ReadTimeout: no answer");
  expect(reasonOf(failures, { traceId: "t", spanId: "c" })).toBeUndefined();
});
