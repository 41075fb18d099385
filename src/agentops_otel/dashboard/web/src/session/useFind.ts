import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiError } from "../api/client";
import { findQuery } from "../api/sessionQueries";
import { rowsOfFound } from "../model/found";
import type { Session } from "../model/session";
import type { SpanTable } from "../model/spans";
import type { Tree } from "../model/tree";
import { useAddress } from "./useAddress";

const NONE: number[] = [];

/** The search within the session: the filter in the address, and the rows that the server found. */
export function useFind(session: Session, table: SpanTable, tree: Tree) {
  const { search, turnTo } = useAddress();
  const find = search.find ?? "";
  const query = useQuery(findQuery(session.id, find, session));
  const answer = find ? query.data : undefined;
  const foundRows = useMemo(
    () => (answer ? rowsOfFound(answer, table, tree) : NONE),
    [answer, table, tree],
  );
  const found = useMemo(() => (answer ? new Set(foundRows) : null), [answer, foundRows]);
  return {
    find,
    setFind: (next: string) => {
      if (next !== find) turnTo({ find: next || undefined });
    },
    found,
    foundRows,
    /** Number of matches that are not among the spans shown. */
    unshownCount: (answer?.spans.length ?? 0) - foundRows.length,
    isFindCapped: answer?.isCapped ?? false,
    findRefusal: find && query.error instanceof ApiError ? query.error : null,
  };
}
