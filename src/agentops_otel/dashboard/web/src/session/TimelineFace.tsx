import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { operationsQuery } from "../api/sessionQueries";
import { firstChunksOf } from "../model/figures";
import { setPreference, usePreference } from "../page/preferences";
import { Waterfall } from "../timeline/Waterfall";
import type { FaceProps } from "./SessionFace";
import { useGrid } from "./useGrid";
import { useTimeKeys } from "./useTimeKeys";

export function TimelineFace({ session, table, view }: FaceProps) {
  const operations = useQuery(operationsQuery(session.id, session)).data;
  const firstChunks = useMemo(() => firstChunksOf(operations ?? [], table), [operations, table]);
  const nameWidth = usePreference("nameWidth");
  const grid = useGrid(view);
  useTimeKeys(view);
  return (
    <Waterfall
      {...grid}
      table={table}
      marks={view.marks}
      firstChunks={firstChunks}
      shown={view.time.shown}
      clock={view.time.clock}
      path={view.path}
      nameWidth={nameWidth}
      onNameWidth={(next) => setPreference("nameWidth", next)}
    />
  );
}
