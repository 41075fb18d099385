/** Text of telemetry that may have nothing to see in it: blanks, control and zero-width characters. */

const MOST_CHARACTERS = 4;

/** Whether there is anything that one could see, click or hear. */
export function isVisible(text: string): boolean {
  return /[^\p{Z}\p{Cc}\p{Cf}]/u.test(text);
}

/** A value as it is read; one that nobody can see is told by its characters: "(blank U+200B)". */
export function readable(text: string): string {
  if (isVisible(text)) return text;
  const characters = Array.from(text, codePoint);
  const rest = characters.length > MOST_CHARACTERS ? ["…"] : [];
  return `(${["blank", ...characters.slice(0, MOST_CHARACTERS), ...rest].join(" ")})`;
}

/** Several values in one line, those that are empty left out. */
export function readableList(texts: readonly string[], between = ", "): string {
  return texts.filter(Boolean).map(readable).join(between);
}

function codePoint(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16).toUpperCase();
  return `U+${code.padStart(4, "0")}`;
}
