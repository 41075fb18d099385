import { formatAmount } from "../model/numbers";
import { IconButton } from "../ui/Button";
import { FitIcon, FoldIcon, UnfoldIcon, ZoomInIcon, ZoomOutIcon } from "../ui/icons";
import styles from "./Toolbar.module.css";
import type { SpanView } from "./useSpanView";

/** What the keys of the timeline do, as buttons. */
export function Toolbar({ view, count }: { view: SpanView; count: number }) {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Timeline">
      <span className={styles.count}>{formatAmount(count, "span")}</span>
      <IconButton label="Show one level less" onPress={() => view.foldLevel(-1)}>
        <FoldIcon />
      </IconButton>
      <IconButton label="Show one level more" onPress={() => view.foldLevel(1)}>
        <UnfoldIcon />
      </IconButton>
      <span className={styles.gap} />
      <IconButton label="Zoom out" onPress={() => view.zoom(2)}>
        <ZoomOutIcon />
      </IconButton>
      <IconButton label="Zoom in" onPress={() => view.zoom(0.5)}>
        <ZoomInIcon />
      </IconButton>
      <IconButton label="Show all of the time" onPress={view.showAll}>
        <FitIcon />
      </IconButton>
    </div>
  );
}
