import { describe, expect, it } from "vitest";
import { hold } from "./held";

const row = (id: string, state = "running") => ({ id, state });
const rows = (...ids: string[]) => ids.map((id) => row(id));

describe("a held list", () => {
  it("updates rows in place and holds new ones back", () => {
    const held = hold([row("b"), row("a")], [row("c"), row("a", "success"), row("b")]);
    expect(held.rows).toEqual([row("b"), row("a", "success")]);
    expect(held.arrivals).toBe(1);
    expect(held.gone.size).toBe(0);
  });

  it("keeps a row that newer ones pushed off the page", () => {
    const held = hold(rows("b", "a"), rows("c", "b"));
    expect(held.rows).toEqual(rows("b", "a"));
    expect(held.gone.size).toBe(0);
  });

  it("marks rows that are no longer in the list, and leaves them in place", () => {
    const held = hold(rows("c", "b", "a"), rows("d", "c", "a"));
    expect(held.rows).toEqual(rows("c", "b", "a"));
    expect([...held.gone]).toEqual(["b"]);
    expect([...hold(rows("b", "a"), []).gone]).toEqual(["b", "a"]);
  });

  it("shows the first rows of an empty list at once", () => {
    expect(hold([], rows("a"))).toEqual({ rows: rows("a"), gone: new Set(), arrivals: 0 });
  });
});
