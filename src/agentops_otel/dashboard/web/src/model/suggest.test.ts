import { describe, expect, it } from "vitest";
import { accept, type KnownValues, suggest, wordAt } from "./suggest";

const VALUES: KnownValues = (field) =>
  field === "tag"
    ? [
        { value: "production", count: 12 },
        { value: "two words", count: 1 },
      ]
    : [];

function suggested(filter: string, cursor = filter.length): string[] {
  return suggest(wordAt(filter, cursor), "session", VALUES).map(({ text }) => text);
}

describe("suggestions", () => {
  it("begin with the fields that start with the word", () => {
    expect(suggested("state:error to")).toEqual(["tool:", "tool_calls:", "tokens:"]);
    expect(suggested("(-sta")).toEqual(["state:", "start:"]);
  });

  it("are existing values, quoted where needed", () => {
    expect(suggested("tag:")).toEqual(["tag:production", 'tag:"two words"']);
    expect(suggested("tag:WORD")).toEqual(['tag:"two words"']);
  });

  it("are a field's choices, and examples of numbers", () => {
    expect(suggested("state:un")).toEqual(["state:running", "state:unfinished"]);
    expect(suggested("duration:")).toContain("duration:>30s");
  });

  it("are none for a word that is complete or unknown", () => {
    expect(suggested("tag:production")).toEqual([]);
    expect(suggested("nonsense:")).toEqual([]);
  });

  it("explain their meaning or their frequency", () => {
    expect(suggest(wordAt("tag:prod", 8), "session", VALUES)[0]?.note).toBe("12");
    expect(suggest(wordAt("use", 3), "session", VALUES)[0]?.note).toBe("id of the user");
  });
});

describe("an accepted suggestion", () => {
  it("replaces the word and keeps the rest", () => {
    const filter = "-ta state:error";
    expect(accept(filter, wordAt(filter, 3), "tag:")).toEqual({
      text: "-tag: state:error",
      cursor: 5,
    });
  });

  it("adds a space after a complete word", () => {
    expect(accept("tag:pr", wordAt("tag:pr", 6), "tag:production")).toEqual({
      text: "tag:production ",
      cursor: 15,
    });
  });
});
