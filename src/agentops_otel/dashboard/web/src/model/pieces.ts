/** Long text in pieces that a browser lays out one by one as they come into view. */

/** About a screenful: smaller pieces cost less each, larger ones less in total. */
const PIECE_CHARS = 4_000;

/**
 * Split a text into consecutive pieces of about `size` characters.
 *
 * A piece ends at a line break, or at a word boundary where a line is longer than a piece; only an
 * endless word is split, and never within a surrogate pair. `pieces.join("")` is the text.
 */
export function piecesOf(text: string, size: number = PIECE_CHARS): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (text.length - start > size) {
    const end = start + lengthOfPiece(text.slice(start, start + size));
    pieces.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length) pieces.push(text.slice(start));
  return pieces;
}

function lengthOfPiece(window: string): number {
  const line = window.lastIndexOf("\n") + 1;
  if (line > 0) return line;
  const word = window.lastIndexOf(" ") + 1;
  if (word > 0) return word;
  const splitsPair = window.length > 1 && isHighSurrogate(window.charCodeAt(window.length - 1));
  return window.length - (splitsPair ? 1 : 0);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** Estimate how many rows a text fills; only layout in a browser could tell exactly. */
export function rowsOf(text: string, perRow = 80): number {
  const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / perRow)), 0);
}
