import { expect, it } from "vitest";
import { wordPattern } from "./words";

const found = (find: string, text: string) =>
  [...text.matchAll(wordPattern(find) ?? /(?!)/g)].map(([match]) => match);

it("finds words and phrases in any case", () => {
  expect(found("transit", "In Transit, in TRANSIT")).toEqual(["Transit", "TRANSIT"]);
  expect(found("in", "gpt-4o-mini in Berlin")).toEqual(["in"]);
  expect(found('"in transit" dhl', "in\n transit by DHL")).toEqual(["in\n transit", "DHL"]);
});

it("takes special characters literally", () => {
  expect(found("a.b", "axb a.b")).toEqual(["a.b"]);
  expect(found('"key: value"', "key: value")).toEqual(["key: value"]);
});

it("marks nothing for fields, operators and excluded words", () => {
  expect(wordPattern("kind:tool -refund OR status:error")).toBeNull();
  expect(found("(kind:tool OR order)", "order or tool")).toEqual(["order"]);
  expect(wordPattern("")).toBeNull();
});
