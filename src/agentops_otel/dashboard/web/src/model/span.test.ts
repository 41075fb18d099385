import { describe, expect, it } from "vitest";
import type { WireSpan } from "../api/wire";
import { exceptionOf, failureOf, toReason, toSpan } from "./span";

const WIRE = {
  trace_id: "t",
  span_id: "s",
  parent_span_id: null,
  name: "search",
  kind: "tool",
  span_kind: "internal",
  service: null,
  start_time_unix_nano: "1795521600123456789",
  end_time_unix_nano: null,
  duration_ns: 5,
  status: "error",
  status_message: "it failed",
  attributes: {},
  events: [],
  links: [],
  resource: {},
  scope: { name: "", version: "", attributes: {} },
  dropped_attributes_count: 1,
  dropped_events_count: 0,
  dropped_links_count: 2,
} as unknown as WireSpan;

function failed(...attributes: Record<string, unknown>[]) {
  const events = attributes.map((each) => ({
    name: "exception",
    time_unix_nano: "1795521600123456789",
    attributes: each,
  }));
  return toSpan({ ...WIRE, events } as unknown as WireSpan);
}

it("keeps times exact, and reads a span that has not ended", () => {
  const span = toSpan(WIRE);
  expect(span.startNs).toBe(1_795_521_600_123_456_789n);
  expect(span.hasEnded).toBe(false);
});

it("lists what the producer's limits cut off", () => {
  expect(toSpan(WIRE).dropped).toEqual(["1 attribute", "2 links"]);
});

describe("why a span failed", () => {
  it("is its last exception, by the last part of the type name", () => {
    const span = failed(
      { "exception.type": "KeyError", "exception.message": "k" },
      { "exception.type": "httpx.ReadTimeout", "exception.message": "no answer" },
    );
    expect(failureOf(span)).toBe("ReadTimeout: no answer");
  });

  it("is the known part of the exception, else the status message", () => {
    expect(failureOf(failed({ "exception.type": "KeyError" }))).toBe("KeyError: it failed");
    expect(failureOf(failed({ "exception.message": "no answer" }))).toBe("no answer");
    expect(failureOf(failed({}))).toBe("it failed");
    expect(failureOf(toSpan(WIRE))).toBe("it failed");
  });
});

it("has an error class without its module, and no message twice", () => {
  expect(toReason("openai.APITimeoutError", "no answer")).toBe("APITimeoutError: no answer");
  expect(toReason("http.502", null)).toBe("http.502");
  expect(toReason("socket.gaierror", "x")).toBe("socket.gaierror: x");
  expect(toReason("ToolError", "ToolError: no")).toBe("ToolError: no");
  expect([toReason(null, "no"), toReason(null, ""), toReason("", null)]).toEqual([
    "no",
    null,
    null,
  ]);
});

it("takes no other event for an exception", () => {
  expect(exceptionOf({ name: "cache miss", timeNs: 0n, attributes: {} })).toBeNull();
});
