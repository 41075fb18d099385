import { pressHotkey } from "../page/hotkeys";
import { IconButton, IconToggle, QuietToggle } from "../ui/Button";
import {
  ArrowLeftIcon,
  ArrowRightIcon,
  FitIcon,
  FocusIcon,
  FoldAllIcon,
  FoldIcon,
  NextCallIcon,
  NextErrorIcon,
  PathIcon,
  PreviousCallIcon,
  PreviousErrorIcon,
  UnfoldAllIcon,
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

/**
 * Shown where a model was called: buttons that step through its calls. Each view has an order of
 * its own, which its keys know.
 */
export function CallButtons() {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Model calls">
      <IconButton label="Previous model call" onPress={() => pressHotkey("T")}>
        <PreviousCallIcon />
      </IconButton>
      <IconButton label="Next model call" onPress={() => pressHotkey("t")}>
        <NextCallIcon />
      </IconButton>
    </div>
  );
}

export function FocusToggle({ view }: { view: SpanView }) {
  return (
    <IconToggle
      label="Only the span's subtree"
      isSelected={view.focused !== null}
      isDisabled={view.focused === null && view.selected < 0}
      onChange={(isOn) => view.focusOn(isOn ? view.selected : null)}
    >
      <FocusIcon />
    </IconToggle>
  );
}

export function LevelButtons({ view }: { view: SpanView }) {
  return (
    <div className={styles.small} role="toolbar" aria-label="Levels">
      <IconButton label="Show the top level only" onPress={view.showLeast}>
        <FoldAllIcon />
      </IconButton>
      <IconButton label="Show one level less" onPress={view.showLess}>
        <FoldIcon />
      </IconButton>
      <IconButton label="Show one level more" onPress={view.showMore}>
        <UnfoldIcon />
      </IconButton>
      <IconButton label="Show all levels" onPress={view.showAll}>
        <UnfoldAllIcon />
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

/** Shown while a part of the time is visible: buttons that move it. */
export function PanButtons({ view }: { view: SpanView }) {
  const { shown, bounds, pan } = view.time;
  return (
    <div className={styles.small} role="toolbar" aria-label="Visible time">
      <IconButton label="Earlier" isDisabled={shown.from <= bounds.from} onPress={() => pan(-0.5)}>
        <ArrowLeftIcon />
      </IconButton>
      <IconButton label="Later" isDisabled={shown.to >= bounds.to} onPress={() => pan(0.5)}>
        <ArrowRightIcon />
      </IconButton>
    </div>
  );
}
