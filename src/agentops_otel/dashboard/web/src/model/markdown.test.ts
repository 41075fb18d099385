import { expect, it } from "vitest";
import { failedCalls, toMarkdown } from "./markdown";
import type { Session } from "./session";
import type { Call, MessageItem, TranscriptItem } from "./transcript";

const SESSION: Session = {
  id: "s1",
  name: "weekly report",
  state: "error",
  reason: "TimeoutError",
  tags: ["production"],
  startNs: 1_795_521_600_000_000_000n,
  durationNs: 12_400_000_000,
  eventCount: 0,
  spanCount: 6,
  errorCount: 1,
  llmCallCount: 1,
  toolCallCount: 1,
  inputTokens: 1_830,
  outputTokens: null,
  cachedTokens: null,
  costUsd: 0.0042,
  models: ["gpt-4.1"],
  services: [],
  userId: null,
  parentId: null,
  firstUserText: null,
  lostSpanCount: null,
};

const CALL: Call = {
  traceId: "t",
  spanIds: ["s"],
  durationNs: 800_000_000,
  isError: true,
  model: "gpt-4.1",
  inputTokens: null,
  outputTokens: null,
  cachedTokens: null,
  costUsd: null,
  finishClass: null,
};

const STEP = { startNs: 0n, agent: null, depth: 0, call: null };
const MESSAGE: MessageItem = {
  ...STEP,
  type: "message",
  role: "user",
  text: "How did it go?",
  reasoning: null,
  media: [],
  openRequests: [],
  requestCount: 0,
  repeated: 0,
};

it("has a head, turns, messages and tools", () => {
  const items: TranscriptItem[] = [
    {
      type: "turn",
      number: 1,
      startNs: 0n,
      durationNs: 1,
      idleNs: null,
      isError: false,
      inputTokens: null,
      outputTokens: null,
      costUsd: null,
      hasReplies: true,
      contextTokens: null,
    },
    MESSAGE,
    {
      type: "tool",
      depth: 0,
      runs: [{ ...STEP, call: CALL, name: "search", arguments: { q: "`x`" }, result: null }],
    },
    { ...MESSAGE, type: "reply", role: "assistant", text: "Up **4 %**.", call: CALL },
  ];
  const reasons = new Map([[CALL, "Timeout:\n no answer"]]);
  expect(failedCalls(items)).toEqual([CALL, CALL]);
  expect(toMarkdown(SESSION, items, reasons)).toBe(`# weekly report

- State: error (TimeoutError)
- Started: 2026-11-24T12:00:00.000000000Z, took 12.4 s
- Tags: production
- Models: gpt-4.1
- Tokens: 1,830 in, unknown out
- Cost: $0.0042
- Session: s1

## Turn 1

**user**:

How did it go?

- \`\` search(q="\`x\`") \`\` (800 ms, failed: Timeout: no answer)

**assistant** (gpt-4.1):

Up **4 %**.

*failed: Timeout: no answer*
`);
});
