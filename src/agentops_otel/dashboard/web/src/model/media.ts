/** What a message shows or plays, of which the telemetry's own contents are never loaded. */

import { formatAmount } from "./numbers";

export type Medium = "image" | "audio" | "video" | "file";

const NOUNS: Record<Medium, string> = {
  image: "image",
  audio: "recording",
  video: "video",
  file: "file",
};

/** The sentence that stands for them: "With 2 images and 1 file, not shown." */
export function sentenceOfMedia(media: readonly Medium[]): string {
  const counts = new Map<Medium, number>();
  for (const medium of media) counts.set(medium, (counts.get(medium) ?? 0) + 1);
  const amounts = [...counts].map(([medium, count]) => formatAmount(count, NOUNS[medium]));
  const last = amounts.pop();
  const list = amounts.length > 0 ? `${amounts.join(", ")} and ${last}` : last;
  return `With ${list}, not shown.`;
}
