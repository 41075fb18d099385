import { expect, it } from "vitest";
import { fromPathId, toPathId } from "./pathId";

it("writes a session's id so that a browser leaves it in the path, and reads it back", () => {
  for (const id of ["s-1", "user/42", ".", "..", "...", "%2E", ".%2e", "%252E", "a.b", "50 %"]) {
    const url = new URL(`/sessions/${encodeURIComponent(toPathId(id))}/spans`, "http://host");
    const [, sessions, segment = "", spans] = url.pathname.split("/");
    expect([sessions, spans]).toEqual(["sessions", "spans"]);
    expect(fromPathId(decodeURIComponent(segment))).toBe(id);
  }
});

it("leaves other ids as they are", () => {
  expect(["s-1", "user/42", "a.b", "..."].map(toPathId)).toEqual(["s-1", "user/42", "a.b", "..."]);
});
