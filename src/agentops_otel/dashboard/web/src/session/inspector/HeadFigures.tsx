import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { exchangeQuery, operationsQuery } from "../../api/sessionQueries";
import { sumFigures } from "../../model/figures";
import { formatCost, formatCount } from "../../model/numbers";
import type { Session } from "../../model/session";
import type { SpanTable } from "../../model/spans";
import { formatDuration } from "../../model/time";
import { hasChildren, treeOf } from "../../model/tree";
import { HeadFact } from "./PanelHead";

interface HeadFiguresProps {
  session: Session;
  table: SpanTable;
  row: number;
}

/** What the calls of a span took: of a model call itself, of any other those below it. */
export function HeadFigures(props: HeadFiguresProps) {
  const { session, table, row } = props;
  if (table.kindOf(row) === "llm") return <CallFacts {...props} />;
  const mayHaveCalls = session.llmCallCount > 0 || session.models.length > 0;
  return mayHaveCalls && hasChildren(treeOf(table), row) ? <SumFacts {...props} /> : null;
}

/** What a model call took and how it ended, as far as the telemetry says. */
function CallFacts({ session, table, row }: HeadFiguresProps) {
  const spanId = table.ids[row] as string;
  const exchange = useQuery(exchangeQuery(session.id, spanId, table.traces[row] as string)).data;
  if (!exchange) return null;
  const { model, inputTokens, outputTokens, cachedTokens, reasoningTokens } = exchange;
  const tokens = [
    inputTokens === null ? null : `${formatCount(inputTokens)} in`,
    outputTokens === null ? null : `${formatCount(outputTokens)} out`,
    cachedTokens ? `${formatCount(cachedTokens)} cached` : null,
    reasoningTokens ? `${formatCount(reasoningTokens)} of reasoning` : null,
  ].filter((each) => each !== null);
  const { costUsd, finishReason, firstChunkNs } = exchange;
  return (
    <>
      {model ? <HeadFact name="Model">{model}</HeadFact> : null}
      {tokens.length > 0 ? <HeadFact name="Tokens">{tokens.join(", ")}</HeadFact> : null}
      {costUsd === null ? null : <HeadFact name="Cost">{formatCost(costUsd)}</HeadFact>}
      {finishReason ? <HeadFact name="Finish">{finishReason}</HeadFact> : null}
      {firstChunkNs === null ? null : (
        <HeadFact name="First token after">{formatDuration(firstChunkNs)}</HeadFact>
      )}
    </>
  );
}

/** Tokens and cost of all calls below a span; nothing where none are known. */
function SumFacts({ session, table, row }: HeadFiguresProps) {
  const operations = useQuery(operationsQuery(session.id, session)).data;
  const figures = useMemo(
    () => (operations ? sumFigures(table, treeOf(table), operations) : null),
    [operations, table],
  );
  const tokens = figures?.tokens[row] ?? Number.NaN;
  const cost = figures?.costs[row] ?? Number.NaN;
  return (
    <>
      {Number.isNaN(tokens) ? null : (
        <HeadFact name="Tokens">{`${formatCount(tokens)} in all`}</HeadFact>
      )}
      {Number.isNaN(cost) ? null : <HeadFact name="Cost">{`${formatCost(cost)} in all`}</HeadFact>}
    </>
  );
}
