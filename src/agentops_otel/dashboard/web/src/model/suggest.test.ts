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
  it("begin with the fields that the word begins", () => {
    expect(suggested("state:error to")).toEqual(["tool:", "tool_calls:", "tokens:"]);
    expect(suggested("(-sta")).toEqual(["state:", "start:"]);
  });

  it("are the values that are there, quoted where they need it", () => {
    expect(suggested("tag:")).toEqual(["tag:production", 'tag:"two words"']);
    expect(suggested("tag:WORD")).toEqual(['tag:"two words"']);
  });

  it("are a field's choices, and examples of numbers", () => {
    expect(suggested("state:un")).toEqual(["state:running", "state:unfinished"]);
    expect(suggested("duration:")).toContain("duration:>30s");
  });

  it("are none for a word that is finished or unknown", () => {
    expect(suggested("tag:production")).toEqual([]);
    expect(suggested("nonsense:")).toEqual([]);
  });

  it("tell what they mean or how often they are", () => {
    expect(suggest(wordAt("tag:prod", 8), "session", VALUES)[0]?.note).toBe("12");
    expect(suggest(wordAt("use", 3), "session", VALUES)[0]?.note).toBe("id of the user");
  });
});

describe("an accepted suggestion", () => {
  it("takes the place of the word and leaves the rest", () => {
    const filter = "-ta state:error";
    expect(accept(filter, wordAt(filter, 3), "tag:")).toEqual({
      text: "-tag: state:error",
      cursor: 5,
    });
  });

  it("makes room for the next word when it is whole", () => {
    expect(accept("tag:pr", wordAt("tag:pr", 6), "tag:production")).toEqual({
      text: "tag:production ",
      cursor: 15,
    });
  });
});
