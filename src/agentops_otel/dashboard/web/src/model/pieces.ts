/** Long text in pieces that a browser lays out one by one, as they come into view. */

/** About a screen of text: fewer cost less each, more cost less together. */
const PIECE_CHARS = 4_000;

/**
 * The text in pieces of about so many characters that follow each other.
 *
 * A piece ends after a line, or after a word where a line is longer than a piece, and only in an
 * endless word within one; a pair of surrogates stays together. `pieces.join("")` is the text.
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

/** How many rows of so many characters a text fills, about; a browser tells only by laying it out. */
export function rowsOf(text: string, perRow = 80): number {
  const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / perRow)), 0);
}
