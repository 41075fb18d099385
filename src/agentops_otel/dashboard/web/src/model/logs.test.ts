import { expect, it } from "vitest";
import { severityOf } from "./logs";

it.each([
  [0, "log"],
  [1, "trace"],
  [8, "debug"],
  [9, "info"],
  [13, "warn"],
  [20, "error"],
  [24, "fatal"],
  [25, "log"],
])("reads severity number %i as %s", (number, name) => {
  expect(severityOf(number)).toBe(name);
});
