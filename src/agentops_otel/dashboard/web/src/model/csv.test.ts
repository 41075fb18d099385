import { expect, it } from "vitest";
import { toCsv } from "./csv";

it("quotes cells where needed, leaves unknown ones empty, and lets no text be a formula", () => {
  const rows = [
    ["tag", "cost"],
    ['a "b", c', 1.5],
    ["=1+1", null],
    ["neg", -2],
  ];
  expect(toCsv(rows)).toBe('tag,cost\r\n"a ""b"", c",1.5\r\n\'=1+1,\r\nneg,-2\r\n');
});
