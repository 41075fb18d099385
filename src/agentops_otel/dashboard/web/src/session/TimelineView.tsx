import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { operationsQuery } from "../api/sessionQueries";
import { firstChunksOf } from "../model/figures";
import { setPreference, usePreference } from "../page/preferences";
import { Waterfall } from "../timeline/Waterfall";
import { Button } from "../ui/Button";
import { Notice } from "../ui/Notice";
import type { ViewProps } from "./SessionView";
import { PanButtons } from "./Toolbar";
import { useGrid } from "./useGrid";
import { useTimeKeys } from "./useTimeKeys";

export function TimelineView({ session, table, view }: ViewProps) {
  const operations = useQuery(operationsQuery(session.id, session));
  const firstChunks = useMemo(
    () => firstChunksOf(operations.data ?? [], table),
    [operations.data, table],
  );
  const nameWidth = usePreference("nameWidth");
  const grid = useGrid(view);
  useTimeKeys(view);
  return (
    <>
      {operations.error && !operations.data ? (
        <Notice title="Times to the first token could not be loaded">
          <p>{operations.error.message}</p>
          <Button onPress={() => operations.refetch()}>Try again</Button>
        </Notice>
      ) : null}
      <Waterfall
        {...grid}
        table={table}
        marks={view.marks}
        firstChunks={firstChunks}
        shown={view.time.shown}
        clock={view.time.clock}
        path={view.path}
        onZoom={view.time.glideZoom}
        onPan={view.time.glidePan}
        onShowAll={view.time.showAll}
        panButtons={view.time.isZoomed ? <PanButtons view={view} /> : null}
        nameWidth={nameWidth}
        onNameWidth={(next) => setPreference("nameWidth", next)}
      />
    </>
  );
}
