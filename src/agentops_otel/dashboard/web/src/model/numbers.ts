/**
 * Counts, tokens, shares and costs as text: the one place that formats numbers. `time.ts` formats
 * durations and times. Unknown is a word of its own, never 0.
 */

export type Known<T> = T | null;

/** Below this a count is written out; from here on three digits and a letter are enough. */
export const COMPACT_FROM = 10_000;

const WHOLE = new Intl.NumberFormat("en-US");
const COMPACT = new Intl.NumberFormat("en-US", {
  notation: "compact",
  maximumSignificantDigits: 3,
});

/** Format every digit, for a count in a sentence: "12,345". */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** Format a figure among others: "950", "9,999", "12.3K", "4.1M". */
export function formatCompact(count: number): string {
  return Math.abs(count) < COMPACT_FROM ? WHOLE.format(count) : COMPACT.format(count);
}

const byDecimals = new Map<number, Intl.NumberFormat>();

/** Format with exactly `decimals` decimals: "1,234.50". */
export function formatWith(value: number, decimals: number): string {
  let format = byDecimals.get(decimals);
  if (!format) {
    format = new Intl.NumberFormat("en-US", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    byDecimals.set(decimals, format);
  }
  return format.format(value);
}

/** Format US dollars with as many decimals as the amount needs: "$12.30", "$0.0042", "<$0.0001". */
export function formatCost(usd: number): string {
  if (usd === 0) return "$0";
  if (usd > 0 && usd < 0.0001) return "<$0.0001";
  return `${usd < 0 ? "−" : ""}$${formatWith(Math.abs(usd), Math.abs(usd) < 0.1 ? 4 : 2)}`;
}

/** Format as `formatCost`, but the smallest amounts to their first digit: "$0.00002". */
export function formatFineCost(usd: number): string {
  const size = Math.abs(usd);
  if (size === 0 || size >= 0.0001) return formatCost(usd);
  const decimals = Math.min(12, -Math.floor(Math.log10(size)));
  return `${usd < 0 ? "−" : ""}$${formatWith(size, decimals)}`;
}

/** Format a share, with one decimal if a whole number is too coarse: "50 %", "13.5 %", "<0.1 %". */
export function formatShare(share: number): string {
  const percent = 100 * share;
  if (percent > 0 && percent < 0.1) return "<0.1 %";
  const rounded = Math.round(10 * percent) / 10;
  return `${formatWith(rounded, Number.isInteger(rounded) ? 0 : 1)} %`;
}

/** Format a count with its noun: "1 span", "1,204 spans". */
export function formatAmount(count: number, noun: string, format = formatCount): string {
  return `${format(count)} ${noun}${count === 1 ? "" : "s"}`;
}
