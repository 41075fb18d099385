/** What each model took: its calls, tokens and cost. */

import type { Known } from "./numbers";
import type { Operation } from "./operation";

interface ModelUsage {
  /** Null: the calls whose model the telemetry does not name. */
  model: Known<string>;
  calls: number;
  /** Sums over the calls that tell; null where none does. */
  inputTokens: Known<number>;
  outputTokens: Known<number>;
  costUsd: Known<number>;
}

/** Sum up the calls by model, the most expensive first; of equal ones that with more tokens. */
export function usageByModel(operations: readonly Operation[]): ModelUsage[] {
  const byModel = new Map<Known<string>, ModelUsage>();
  for (const { model, inputTokens, outputTokens, costUsd } of operations) {
    const sum = byModel.get(model);
    byModel.set(model, {
      model,
      calls: (sum?.calls ?? 0) + 1,
      inputTokens: plus(sum?.inputTokens ?? null, inputTokens),
      outputTokens: plus(sum?.outputTokens ?? null, outputTokens),
      costUsd: plus(sum?.costUsd ?? null, costUsd),
    });
  }
  const tokens = (usage: ModelUsage) => (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
  return [...byModel.values()].sort(
    (a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0) || tokens(b) - tokens(a),
  );
}

function plus(a: Known<number>, b: Known<number>): Known<number> {
  return a === null ? b : a + (b ?? 0);
}
