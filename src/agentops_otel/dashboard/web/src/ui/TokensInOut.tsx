import { formatCompact, type Known } from "../model/numbers";
import { Maybe, Unknown } from "./Unknown";

interface TokensInOutProps {
  usage: { inputTokens: Known<number>; outputTokens: Known<number> };
}

/** Tokens in and out, "1,830 → 212"; unknown once where neither is known. */
export function TokensInOut({ usage: { inputTokens, outputTokens } }: TokensInOutProps) {
  if (inputTokens === null && outputTokens === null) return <Unknown />;
  return (
    <>
      <Maybe value={inputTokens} format={formatCompact} /> →{" "}
      <Maybe value={outputTokens} format={formatCompact} />
    </>
  );
}
