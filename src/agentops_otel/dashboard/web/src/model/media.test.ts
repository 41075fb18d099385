import { expect, test } from "vitest";
import { sentenceOfMedia } from "./media";

test("media are counted by kind, in order of first appearance", () => {
  expect(sentenceOfMedia(["image"])).toBe("With 1 image, not shown here.");
  expect(sentenceOfMedia(["image", "audio", "image"])).toBe(
    "With 2 images and 1 recording, not shown here.",
  );
  expect(sentenceOfMedia(["file", "video", "image"])).toBe(
    "With 1 file, 1 video and 1 image, not shown here.",
  );
});
