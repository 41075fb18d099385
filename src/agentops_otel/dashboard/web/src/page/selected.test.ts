import { describe, expect, it } from "vitest";
import { placeOf, selectedIn } from "./selected";

describe("selected sessions", () => {
  it("are in the address, whatever their ids", () => {
    const ids = ["s-1", "user/42", "a,b", "50 %", "%2C", "ü"];
    const place = placeOf(ids);
    expect(selectedIn({ ...place, state: {} })).toEqual(ids);
  });

  it("are in the history if the address would be too long", () => {
    const ids = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(32, "0"));
    const place = placeOf(ids);
    expect(place.search).toEqual({});
    expect(selectedIn(place)).toEqual(ids);
  });

  it("may be none", () => {
    expect(placeOf([])).toEqual({ search: {}, state: {} });
    expect(selectedIn({ search: {}, state: {} })).toEqual([]);
  });

  it("are read from an address that somebody mistyped", () => {
    expect(selectedIn({ search: { selected: "a,%zz" }, state: {} })).toEqual(["a", "%zz"]);
  });
});
