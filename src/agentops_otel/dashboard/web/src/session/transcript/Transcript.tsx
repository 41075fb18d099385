import { useQuery } from "@tanstack/react-query";
import { observeElementRect, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { transcriptQuery } from "../../api/sessionQueries";
import type { Session } from "../../model/session";
import { findRow, type SpanTable } from "../../model/spans";
import type { Call, TranscriptItem } from "../../model/transcript";
import { useHotkeys } from "../../page/hotkeys";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import { UnseenButton } from "../../ui/UnseenButton";
import { useFollowEnd } from "../../ui/useFollowEnd";
import { useIsPrinted } from "../../ui/useIsPrinted";
import { useKeptFocus } from "../../ui/useKeptFocus";
import { NoSpans } from "../NoSpans";
import type { SpanView } from "../useSpanView";
import { Item } from "./Item";
import { rowsOf } from "./rows";
import styles from "./Transcript.module.css";
import { useHeldItem } from "./useHeldItem";

interface TranscriptProps {
  session: Session;
  table: SpanTable;
  view: SpanView;
}

/** Below this many items all are rendered, so that the browser's own search finds everything. */
const DRAWN_WHOLE = 200;
/** On paper as well, but not so many that they would take minutes. */
const PRINTED_WHOLE = 5_000;

/** What was said and done in the session, as text. */
export function Transcript({ session, table, view }: TranscriptProps) {
  const query = useQuery(transcriptQuery(session.id, session));
  if (query.data && query.data.length > 0) {
    return <Items items={query.data} sessionId={session.id} table={table} view={view} />;
  }
  if (query.error) {
    return (
      <Notice title="The transcript could not be loaded">
        <p>{query.error.message}</p>
        <Button onPress={() => query.refetch()}>Try again</Button>
      </Notice>
    );
  }
  if (query.isPending) return <p className={styles.none}>Loading the transcript…</p>;
  if (table.count === 0) return <NoSpans session={session} />;
  return (
    <p className={styles.none}>
      The telemetry of this session has no model, tool or agent. Its spans are in the timeline.
    </p>
  );
}

interface ItemsProps {
  items: TranscriptItem[];
  sessionId: string;
  table: SpanTable;
  view: SpanView;
}

function Items({ items, sessionId, table, view }: ItemsProps) {
  const scroller = useRef<HTMLElement>(null);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const isPrinted = useIsPrinted();
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.type === "tool" ? 34 : 88),
    overscan: items.length <= (isPrinted ? PRINTED_WHOLE : DRAWN_WHOLE) ? items.length : 6,
    observeElementRect: observeFilled,
  });
  const { unseen, goToEnd } = useFollowEnd(scroller, items.length);
  const rows = useMemo(() => items.map((item) => rowsOf(item, table)), [items, table]);
  const current = view.selected < 0 ? -1 : rows.findIndex((own) => own.includes(view.selected));
  useKeptFocus(scroller);
  useHeldItem({ scroller, virtualizer, rows, table, current, held: view.place });

  const step = (by: 1 | -1, isTarget: (index: number) => boolean) => {
    const from = current >= 0 ? current : by > 0 ? -1 : items.length;
    for (let index = from + by; index >= 0 && index < items.length; index += by) {
      const row = rows[index]?.[0];
      if (row !== undefined && isTarget(index)) return view.select(row);
    }
  };
  const isAny = () => true;
  const isReply = (index: number) => items[index]?.type === "reply";
  useHotkeys("Transcript", [
    { keys: ["j", "ArrowDown"], label: "Next step", run: () => step(1, isAny) },
    { keys: ["k", "ArrowUp"], label: "Previous step", run: () => step(-1, isAny) },
    { keys: ["t"], label: "Next model call", run: () => step(1, isReply) },
    { keys: ["T"], label: "Previous model call", run: () => step(-1, isReply) },
  ]);
  const isDimmed = (index: number) => {
    const own = rows[index] ?? [];
    return view.found !== null && own.length > 0 && !own.some((row) => view.found?.has(row));
  };
  const toggle = (index: number) => {
    const next = new Set(opened);
    if (!next.delete(index)) next.add(index);
    setOpened(next);
  };
  return (
    <div className={styles.frame}>
      <section
        ref={scroller}
        className={styles.scroller}
        aria-label="Transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus.
        tabIndex={0}
        data-rows
      >
        <ol style={{ height: virtualizer.getTotalSize() }} className={styles.items}>
          {virtualizer.getVirtualItems().map(({ index, start }) => (
            <li
              key={index}
              ref={virtualizer.measureElement}
              data-index={index}
              className={styles.item}
              style={{ transform: `translateY(${start}px)` }}
              aria-current={index === current || undefined}
              data-dim={isDimmed(index) || undefined}
            >
              <Item
                item={items[index] as TranscriptItem}
                sessionId={sessionId}
                isOpen={opened.has(index)}
                onToggle={() => toggle(index)}
                onInspect={(call) => view.select(rowOf(call, table))}
              />
            </li>
          ))}
        </ol>
      </section>
      <UnseenButton unseen={unseen} onPress={goToEnd} />
    </div>
  );
}

/** On paper the list is as high as its items, which are drawn only in a list that has a height. */
function observeFilled(
  virtualizer: Virtualizer<HTMLElement, Element>,
  report: (rect: { width: number; height: number }) => void,
) {
  return observeElementRect(virtualizer, ({ width, height }) =>
    report({ width, height: height || window.innerHeight }),
  );
}

function rowOf(call: Call, table: SpanTable): number {
  return call.spanIds.map((id) => findRow(table, id, call.traceId)).find((row) => row >= 0) ?? -1;
}
