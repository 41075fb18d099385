import { expect, it } from "vitest";
import { chooseRange, OTHER, rangeOf } from "./started";

it("chooses one range of time in place of another", () => {
  expect(chooseRange("tag:a", "start:>-1h")).toBe("tag:a start:>-1h");
  expect(chooseRange("start:>-1h tag:a", "start:>-7d")).toBe("tag:a start:>-7d");
  expect(chooseRange("tag:a OR tag:b", "start:>-7d")).toBe("(tag:a OR tag:b) start:>-7d");
  expect(chooseRange("tag:a start:>-7d", "")).toBe("tag:a");
});

it("tells a range from none and from another", () => {
  expect(rangeOf("tag:a")).toBe("");
  expect(rangeOf("tag:a start:>-24h")).toBe("start:>-24h");
  expect(rangeOf("start:2026-11-01")).toBe(OTHER);
  expect(rangeOf("start:>-24h start:<-1h")).toBe(OTHER);
  expect(rangeOf("tag:a OR start:>-24h")).toBe(OTHER);
});
