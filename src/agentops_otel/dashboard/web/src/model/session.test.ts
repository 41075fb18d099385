import { expect, it } from "vitest";
import type { WireSession } from "../api/wire";
import { toSession, totalTokens } from "./session";

const WIRE: WireSession = {
  id: "s1",
  name: "run",
  state: "success",
  reason: null,
  tags: [],
  start_time_unix_nano: "1795521600123456789",
  end_time_unix_nano: null,
  duration_ns: 5,
  span_count: 1,
  event_count: 0,
  error_count: 0,
  llm_call_count: 0,
  tool_call_count: 0,
  input_tokens: null,
  output_tokens: null,
  cached_tokens: null,
  cost_usd: null,
  models: [],
  services: [],
  user_id: null,
  parent_id: null,
  first_user_text: null,
  lost_span_count: null,
};

it("keeps the start exact, and names a session without a name by its id", () => {
  const session = toSession({ ...WIRE, name: "" });
  expect(session.startNs).toBe(1_795_521_600_123_456_789n);
  expect(session.name).toBe("s1");
});

it.each([" ", "\n\t", "\u200b", "\u202e \u00a0"])("has a visible name, not %j", (blank) => {
  expect(toSession({ ...WIRE, name: blank }).name).toBe("s1");
  expect(toSession({ ...WIRE, name: blank, id: blank }).name).toBe("(no name)");
});

it("lists a model once, without the dated version that answered", () => {
  const models = ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14", "o3"];
  expect(toSession({ ...WIRE, models }).models).toEqual(["gpt-4.1", "gpt-4.1-mini", "o3"]);
});

it("has no total where neither part is known, and adds the parts that are", () => {
  expect(totalTokens(toSession(WIRE))).toBeNull();
  expect(totalTokens(toSession({ ...WIRE, input_tokens: 3 }))).toBe(3);
});
