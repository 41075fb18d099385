import { expect, it } from "vitest";
import type { WireOperation } from "../api/wire";
import { toPeek } from "./peek";

function operation(more: Partial<WireOperation>): WireOperation {
  return { name: "chat", is_error: false, span_ids: [], trace_id: "t", ...more } as WireOperation;
}

it("has the first question, the last answer, and what failed how often", () => {
  const peek = toPeek([
    operation({ last_user_text: "Why?", assistant_text: "Let me look." }),
    operation({ name: "search", is_error: true, span_ids: ["a", "b"] }),
    operation({ name: "search", is_error: true, span_ids: ["c"] }),
    operation({ name: "mail", is_error: true }),
    operation({ last_user_text: "And?", assistant_text: "Because." }),
    operation({ assistant_text: "" }),
  ]);
  expect(peek).toEqual({
    asked: "Why?",
    answered: "Because.",
    failed: [
      { name: "search", count: 2, span: { id: "a", traceId: "t" } },
      { name: "mail", count: 1, span: null },
    ],
  });
});

it("makes up nothing", () => {
  expect(toPeek([])).toEqual({ asked: null, answered: null, failed: [] });
});
