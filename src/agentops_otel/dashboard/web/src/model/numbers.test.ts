import { expect, it } from "vitest";
import { formatAmount, formatCompact, formatCost, formatFineCost, formatShare } from "./numbers";

it.each([
  [0, "$0"],
  [0.00002, "<$0.0001"],
  [0.0042, "$0.0042"],
  [0.5, "$0.50"],
  [1234.5, "$1,234.50"],
  [-0.05, "−$0.0500"],
])("writes a cost of %d as %s", (usd, text) => {
  expect(formatCost(usd)).toBe(text);
});

it.each([
  [0, "$0"],
  [0.00002, "$0.00002"],
  [0.0000123, "$0.00001"],
  [-0.000096, "−$0.00010"],
  [0.0042, "$0.0042"],
])("writes a fine cost of %d as %s", (usd, text) => {
  expect(formatFineCost(usd)).toBe(text);
});

it.each([
  [950, "950"],
  [9_999, "9,999"],
  [12_345, "12.3K"],
  [4_100_000, "4.1M"],
])("writes %i compactly as %s", (count, text) => {
  expect(formatCompact(count)).toBe(text);
});

it("uses the singular for one", () => {
  expect(formatAmount(1, "span")).toBe("1 span");
  expect(formatAmount(1_204, "span")).toBe("1,204 spans");
});

it.each([
  [0, "0 %"],
  [0.0002, "<0.1 %"],
  [0.0123, "1.2 %"],
  [0.135, "13.5 %"],
  [1 / 3, "33.3 %"],
  [0.5, "50 %"],
])("writes a share of %d as %s", (share, text) => {
  expect(formatShare(share)).toBe(text);
});

it("abbreviates large counts to three digits", () => {
  expect(formatAmount(19_884, "tool call", formatCompact)).toBe("19.9K tool calls");
});
