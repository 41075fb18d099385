import { setPreference, usePreference } from "../app/preferences";
import { Waterfall } from "../timeline/Waterfall";
import type { FaceProps } from "./SessionFace";
import { useRowKeys } from "./useRowKeys";
import { useTimeKeys } from "./useTimeKeys";

export function TimelineFace({ table, view }: FaceProps) {
  const nameWidth = usePreference("nameWidth");
  const onKey = useRowKeys(view);
  useTimeKeys(view);
  return (
    <Waterfall
      table={table}
      tree={view.tree}
      rows={view.rows}
      isFolded={view.isFolded}
      found={view.found}
      selected={view.selected}
      onSelect={view.select}
      onFold={view.fold}
      onKey={onKey}
      bounds={view.time.bounds}
      shown={view.time.shown}
      clock={view.time.clock}
      path={view.path}
      onShow={view.time.show}
      nameWidth={nameWidth}
      onNameWidth={(next) => setPreference("nameWidth", next)}
    />
  );
}
