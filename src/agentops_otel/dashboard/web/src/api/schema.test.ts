import { readFileSync } from "node:fs";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, it } from "vitest";

it("matches the API's description; `npm run schema` regenerates it", async () => {
  const description = new URL("./openapi.json", import.meta.url);
  const written = COMMENT_HEADER + astToString(await openapiTS(description));

  expect(readFileSync(new URL("./schema.d.ts", import.meta.url), "utf8")).toBe(written);
});
