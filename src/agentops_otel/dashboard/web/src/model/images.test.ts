import { expect, it } from "vitest";
import { imagesIn } from "./images";

const PNG = { type: "image/png", base64: "iVBORw0K" };
const URL = "data:image/png;base64,iVBORw0K";

it.each([
  ["a data URL", URL],
  ["an OpenTelemetry part", { type: "blob", mime_type: "image/png", content: "iVBORw0K" }],
  ["a part whose content is a data URL", { mime_type: "image/png", content: URL }],
  ["an Anthropic part", { source: { type: "base64", media_type: "image/png", data: "iVBORw0K" } }],
  ["a Google part", { inlineData: { mimeType: "image/png", data: "iVBORw0K" } }],
  ["an OpenAI part in JSON", JSON.stringify([{ image_url: { url: URL } }])],
])("finds the image of %s", (_, value) => {
  expect(imagesIn([value])).toEqual([PNG]);
});

it("finds an image that is sent again only once", () => {
  expect(imagesIn([URL, [URL], JSON.stringify({ url: URL })])).toEqual([PNG]);
});

it.each([
  ["an address", "https://example.com/cat.png"],
  ["an SVG", "data:image/svg+xml;base64,PHN2Zz4="],
  ["an SVG part", { mime_type: "image/svg+xml", content: "PHN2Zz4=" }],
  ["an HTML document", "data:text/html;base64,PGI+"],
  ["a text that mentions a data URL", `see ${URL}`],
  ["a part without data", { mime_type: "image/png", uri: "https://example.com/cat.png" }],
  ["nothing", null],
])("takes %s for no image", (_, value) => {
  expect(imagesIn([value])).toEqual([]);
});

it("ends however deep and long the values are", () => {
  let deep: unknown = URL;
  for (let depth = 0; depth < 1_000; depth++) deep = [deep];
  const many = Array.from({ length: 100 }, (_, index) => `${URL}${index}`);
  expect(imagesIn([deep])).toEqual([]);
  expect(imagesIn(many)).toHaveLength(24);
});
