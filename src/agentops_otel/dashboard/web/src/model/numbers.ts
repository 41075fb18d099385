/** Counts, tokens and costs as text. Unknown is a word of its own, never 0. */

export type Known<T> = T | null;

const WHOLE = new Intl.NumberFormat("en-US");
const COMPACT = new Intl.NumberFormat("en-US", {
  notation: "compact",
  maximumSignificantDigits: 3,
});

export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** "950", "12.3K", "4.1M". */
export function formatCompact(count: number): string {
  return count < 10_000 ? WHOLE.format(count) : COMPACT.format(count);
}

/** US dollars with as many decimals as the amount needs: "$12.30", "$0.0042", "<$0.0001". */
export function formatCost(usd: number): string {
  if (usd === 0) return "$0";
  if (usd > 0 && usd < 0.0001) return "<$0.0001";
  const decimals = Math.abs(usd) < 0.1 ? 4 : 2;
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(usd);
}

/** "1 span", "1,204 spans". */
export function formatAmount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
