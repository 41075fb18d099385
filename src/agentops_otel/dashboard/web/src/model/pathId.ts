/**
 * Session ids in paths, before they are percent-encoded. A browser removes the segments `.` and `..`
 * from a path, even if percent-encoded: these ids are encoded twice, and ids that look like the
 * result once more. The server decodes them likewise.
 */

const DOTS = /^(?:\.|%(?:25)*2E){1,2}$/i;
const ENCODED_DOTS = /^(?:%(?:25)*2E){1,2}$/i;

export function toPathId(id: string): string {
  return DOTS.test(id) ? encodeURIComponent(id).replaceAll(".", "%2E") : id;
}

export function fromPathId(text: string): string {
  return ENCODED_DOTS.test(text) ? decodeURIComponent(text) : text;
}
