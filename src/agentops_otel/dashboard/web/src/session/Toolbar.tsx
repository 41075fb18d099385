import { ToggleButton } from "react-aria-components";
import { IconButton } from "../ui/Button";
import { FitIcon, FoldIcon, UnfoldIcon, ZoomInIcon, ZoomOutIcon } from "../ui/icons";
import menu from "../ui/Menu.module.css";
import styles from "./Toolbar.module.css";
import type { SpanView } from "./useSpanView";

export function FoldButtons({ view }: { view: SpanView }) {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Levels">
      <IconButton label="Show one level less" onPress={() => view.foldLevel(-1)}>
        <FoldIcon />
      </IconButton>
      <IconButton label="Show one level more" onPress={() => view.foldLevel(1)}>
        <UnfoldIcon />
      </IconButton>
    </div>
  );
}

export function ZoomButtons({ view: { time } }: { view: SpanView }) {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Zoom">
      {time.hasGaps ? (
        <ToggleButton
          className={menu.button ?? ""}
          isSelected={time.isSqueezed}
          onChange={time.toggleGaps}
        >
          {time.isSqueezed ? "Idle squeezed" : "Idle in full"}
        </ToggleButton>
      ) : null}
      <IconButton label="Zoom out" onPress={() => time.zoom(2)}>
        <ZoomOutIcon />
      </IconButton>
      <IconButton label="Zoom in" onPress={() => time.zoom(0.5)}>
        <ZoomInIcon />
      </IconButton>
      <IconButton label="Show all of the time" onPress={time.showAll}>
        <FitIcon />
      </IconButton>
    </div>
  );
}
