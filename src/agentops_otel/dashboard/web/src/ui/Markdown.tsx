import { lazy, Suspense } from "react";
import { LongText } from "./LongText";

// Without the renderer, as when the server is away, a text is shown as is.
const Rendered = lazy(() => import("./RenderedMarkdown").catch(() => ({ default: Plain })));

function Plain({ text }: { text: string }) {
  return <LongText text={text} label="Text" />;
}

/** A longer text is shown as is: rendering it would freeze the page. */
const MAX_CHARS = 20_000;

/** Text by a model or a user, as Markdown; shown as is until the renderer has loaded. */
export function Markdown({ text, label }: { text: string; label: string }) {
  const plain = <LongText text={text} label={label} />;
  if (text.length > MAX_CHARS) return plain;
  return (
    <Suspense fallback={plain}>
      <Rendered text={text} />
    </Suspense>
  );
}
