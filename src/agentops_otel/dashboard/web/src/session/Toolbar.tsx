import { IconButton, IconToggle, QuietToggle } from "../ui/Button";
import {
  FitIcon,
  FocusIcon,
  FoldIcon,
  NextErrorIcon,
  PathIcon,
  PreviousErrorIcon,
  UnfoldIcon,
  ZoomInIcon,
  ZoomOutIcon,
  ZoomToIcon,
} from "../ui/icons";
import styles from "./Toolbar.module.css";
import type { SpanView } from "./useSpanView";

/** Shown where something failed: buttons that step through the failed spans. */
export function ErrorButtons({ view }: { view: SpanView }) {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Errors">
      <IconButton label="Previous error" onPress={() => view.stepError(-1)}>
        <PreviousErrorIcon />
      </IconButton>
      <IconButton label="Next error" onPress={() => view.stepError(1)}>
        <NextErrorIcon />
      </IconButton>
    </div>
  );
}

export function FoldButtons({ view }: { view: SpanView }) {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Levels">
      <IconToggle
        label="Only the span's subtree"
        isSelected={view.focused !== null}
        isDisabled={view.focused === null && view.selected < 0}
        onChange={(isOn) => view.focusOn(isOn ? view.selected : null)}
      >
        <FocusIcon />
      </IconToggle>
      <IconButton label="Show one level less" onPress={view.showLess}>
        <FoldIcon />
      </IconButton>
      <IconButton label="Show one level more" onPress={view.showMore}>
        <UnfoldIcon />
      </IconButton>
    </div>
  );
}

export function ZoomButtons({ view }: { view: SpanView }) {
  const { time } = view;
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Zoom">
      <IconToggle
        label="Mark the critical path"
        isSelected={view.path !== null}
        onChange={view.togglePath}
      >
        <PathIcon />
      </IconToggle>
      {time.hasGaps ? (
        <QuietToggle isSelected={time.isSqueezed} onChange={time.toggleGaps}>
          {time.isSqueezed ? "Idle squeezed" : "Idle in full"}
        </QuietToggle>
      ) : null}
      <IconButton label="Zoom out" onPress={() => time.zoom(2)}>
        <ZoomOutIcon />
      </IconButton>
      <IconButton label="Zoom in" onPress={() => time.zoom(0.5)}>
        <ZoomInIcon />
      </IconButton>
      <IconButton
        label="Zoom to the span"
        isDisabled={view.selected < 0}
        onPress={time.zoomToSelected}
      >
        <ZoomToIcon />
      </IconButton>
      <IconButton label="Show the whole time range" onPress={time.showAll}>
        <FitIcon />
      </IconButton>
    </div>
  );
}
