/** The media of a message, as counted in its place; images of a call are below its messages. */

import { formatAmount } from "./numbers";

export type Medium = "image" | "audio" | "video" | "file";

const NOUNS: Record<Medium, string> = {
  image: "image",
  audio: "recording",
  video: "video",
  file: "file",
};

/** Return the sentence shown in their place: "With 2 images and 1 file, not shown here." */
export function sentenceOfMedia(media: readonly Medium[]): string {
  const counts = new Map<Medium, number>();
  for (const medium of media) counts.set(medium, (counts.get(medium) ?? 0) + 1);
  const amounts = [...counts].map(([medium, count]) => formatAmount(count, NOUNS[medium]));
  const last = amounts.pop();
  const list = amounts.length > 0 ? `${amounts.join(", ")} and ${last}` : last;
  return `With ${list}, not shown here.`;
}
