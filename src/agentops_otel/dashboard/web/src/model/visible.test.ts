import { expect, it } from "vitest";
import { readable, readableList } from "./visible";

it.each([
  ["search", "search"],
  [" padded ", " padded "],
  [" ", "(blank U+0020)"],
  ["\u200b\u2060", "(blank U+200B U+2060)"],
  ["\n\t\n\t\n", "(blank U+000A U+0009 U+000A U+0009 …)"],
  ["", "(blank)"],
])("%j is read as %j", (text, read) => {
  expect(readable(text)).toBe(read);
});

it("lists values without those that are empty", () => {
  expect(readableList(["agents", "", " "])).toBe("agents, (blank U+0020)");
});
