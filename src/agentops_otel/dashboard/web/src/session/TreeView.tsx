import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { operationsQuery } from "../api/sessionQueries";
import { sumFigures } from "../model/figures";
import { treeOf } from "../model/tree";
import { SpanTree } from "../timeline/SpanTree";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import type { ViewProps } from "./SessionView";
import { useGrid } from "./useGrid";

export function TreeView({ session, table, view }: ViewProps) {
  const operations = useQuery(operationsQuery(session.id, session));
  const figures = useMemo(
    () => (operations.data ? sumFigures(table, treeOf(table), operations.data) : null),
    [operations.data, table],
  );
  return (
    <>
      {operations.error && !figures ? (
        <Notice title="Tokens and cost could not be loaded">
          <p>{operations.error.message}</p>
          <Button onPress={() => operations.refetch()}>Try again</Button>
        </Notice>
      ) : null}
      <SpanTree {...useGrid(view)} table={table} figures={figures} />
    </>
  );
}
