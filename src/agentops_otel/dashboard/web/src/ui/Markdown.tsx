import { lazy, Suspense } from "react";
import { LongText } from "./LongText";

const Rendered = lazy(() => import("./RenderedMarkdown"));

/** Past this a text is shown as it is: rendering it would freeze the page. */
const MAX_CHARS = 20_000;

/** Text of a model or a user, as Markdown; until the renderer is there, as it is. */
export function Markdown({ text, label }: { text: string; label: string }) {
  const plain = <LongText text={text} label={label} />;
  if (text.length > MAX_CHARS) return plain;
  return (
    <Suspense fallback={plain}>
      <Rendered text={text} />
    </Suspense>
  );
}
