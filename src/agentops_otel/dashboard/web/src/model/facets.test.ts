import { expect, it } from "vitest";
import { chooseValue, isChosen, withoutField } from "./facets";

const TAG = { field: "tag", isSingle: false };
const STATE = { field: "state", isSingle: true };

it("adds and removes values of a field that may have several", () => {
  const both = chooseValue("tag:a", TAG, "b c");
  expect(both).toBe('tag:a tag:"b c"');
  expect(isChosen(both, "tag", "b c")).toBe(true);
  expect(chooseValue(both, TAG, "a")).toBe('tag:"b c"');
});

it("replaces the value of a single-valued field", () => {
  expect(chooseValue("state:error tag:a", STATE, "success")).toBe("tag:a state:success");
});

it("narrows an OR filter as a whole", () => {
  expect(chooseValue("tag:a OR tag:b", STATE, "error")).toBe("(tag:a OR tag:b) state:error");
  expect(withoutField("tag:a OR tag:b", "tag")).toBe("tag:a OR tag:b");
});

it("removes only terms of that very field", () => {
  expect(withoutField("tag:a -tag:b tool:x (tag:c)", "tag")).toBe("-tag:b tool:x (tag:c)");
});
