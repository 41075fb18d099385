/**
 * The images that telemetry carries itself. Only types that cannot hold a program are taken, so no
 * SVG; an address of an image elsewhere is never one.
 */

import { structureOf } from "./attributes";

export interface EmbeddedImage {
  type: string;
  base64: string;
}

const TYPE = "image/(?:png|jpeg|gif|webp)";
const DATA_URL = new RegExp(`^data:(${TYPE});base64,`);
const TYPE_KEYS = ["mime_type", "mimeType", "media_type", "mediaType"];
const DATA_KEYS = ["content", "data"];
/** Nested deeper is no message. */
const MAX_DEPTH = 12;
/** More of them would take long to draw, and help nobody. */
const MAX_IMAGES = 24;

/** Return the images in attribute values, each once, in the order of the values. */
export function imagesIn(values: readonly unknown[]): EmbeddedImage[] {
  const found = new Map<string, EmbeddedImage>();
  for (const value of values) collect(value, found, 0);
  return [...found.values()];
}

function collect(value: unknown, found: Map<string, EmbeddedImage>, depth: number): void {
  if (depth > MAX_DEPTH || found.size >= MAX_IMAGES) return;
  const image = typeof value === "string" ? imageOfUrl(value) : imageOfPart(value);
  if (image) {
    found.set(image.base64, image);
    return;
  }
  const inside = structureOf(value);
  if (inside) for (const each of Object.values(inside)) collect(each, found, depth + 1);
}

function imageOfUrl(text: string): EmbeddedImage | null {
  const [start, type] = DATA_URL.exec(text.slice(0, 40)) ?? [];
  return start && type ? { type, base64: text.slice(start.length) } : null;
}

/** Read a part as OpenTelemetry, Anthropic and Google write it: a type and its data. */
function imageOfPart(part: unknown): EmbeddedImage | null {
  if (typeof part !== "object" || part === null) return null;
  const textAt = (keys: string[]) =>
    keys
      .map((key) => (part as Record<string, unknown>)[key])
      .find((each) => typeof each === "string");
  const type = textAt(TYPE_KEYS) as string | undefined;
  const data = textAt(DATA_KEYS) as string | undefined;
  if (!type || !data || !new RegExp(`^${TYPE}$`).test(type)) return null;
  return imageOfUrl(data) ?? { type, base64: data };
}
