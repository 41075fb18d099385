import { useState } from "react";
import { formatCount } from "../model/numbers";
import { piecesOf, rowsOf } from "../model/pieces";
import { Button } from "./Button";
import styles from "./LongText.module.css";

/** A longer text is truncated; one ten times as long scrolls in a box of its own. */
const CUT_AT = 2_000;

interface LongTextProps {
  text: string;
  /** What the text is, for readers who cannot see its place on the page. */
  label: string;
  isCode?: boolean;
}

/** Text as is; a very long one is truncated until expanded, then shown in a box that scrolls. */
export function LongText({ text, label, isCode = false }: LongTextProps) {
  const [isWhole, setIsWhole] = useState(false);
  const isLong = text.length > CUT_AT;
  const isBoxed = isWhole && text.length > 10 * CUT_AT;
  return (
    <>
      <pre
        className={styles.text}
        data-code={isCode || undefined}
        data-boxed={isBoxed || undefined}
        {...(isBoxed ? { tabIndex: 0, role: "region", "aria-label": label } : {})}
      >
        {isBoxed ? <Pieces text={text} /> : isLong && !isWhole ? `${text.slice(0, CUT_AT)}…` : text}
      </pre>
      {isLong && !isWhole ? (
        <p className={styles.cut}>
          Cut at {formatCount(CUT_AT)} of {formatCount(text.length)} characters.{" "}
          <Button onPress={() => setIsWhole(true)}>Show all</Button>
        </p>
      ) : null}
    </>
  );
}

/** Only the pieces in view are laid out: a megabyte at once would freeze the page for seconds. */
function Pieces({ text }: { text: string }) {
  return piecesOf(text).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces are a text in order.
    <Piece key={index} text={piece} />
  ));
}

function Piece({ text }: { text: string }) {
  const guessed = { containIntrinsicBlockSize: `auto ${rowsOf(text)}lh` };
  return (
    <span className={styles.piece} style={guessed}>
      {text}
    </span>
  );
}
