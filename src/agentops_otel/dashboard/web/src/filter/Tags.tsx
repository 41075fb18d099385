import { Link } from "@tanstack/react-router";
import { useLayoutEffect, useRef, useState } from "react";
import { addTerm, term } from "../model/filter";
import { readable, readableList } from "../model/visible";
import { refiltered } from "../page/search";
import { keptSelection } from "../page/selected";
import { useSize } from "../ui/useSize";
import styles from "./Tags.module.css";

interface TagsProps {
  tags: string[];
  /** The filter that a click on a tag narrows. */
  filter: string;
}

/** A session's tags; each leads to the list of the sessions with that tag. */
export function Tags({ tags, filter }: TagsProps) {
  if (tags.length === 0) return null;
  return (
    <ul className={styles.tags} aria-label="Tags">
      {tags.map((tag) => (
        <li key={tag}>
          <Tag tag={tag} filter={filter} />
        </li>
      ))}
    </ul>
  );
}

const MOST_IN_A_LINE = 12;

/**
 * The tags on one line: those without room are counted at its end. Screen readers have them all the
 * same, and they come into view with the focus.
 */
export function TagLine({ tags, filter }: TagsProps) {
  const list = useRef<HTMLUListElement>(null);
  const { width } = useSize(list);
  const [room, setRoom] = useState(MOST_IN_A_LINE);
  const drawn = Math.min(tags.length, MOST_IN_A_LINE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is measured depends on them.
  useLayoutEffect(() => setRoom(onFirstLine(list.current)), [width, tags]);
  if (tags.length === 0) return null;
  const shown = Math.min(room, drawn);
  return (
    <>
      <ul
        ref={list}
        className={styles.tags}
        data-line="true"
        aria-label="Tags"
        onBlur={({ currentTarget }) => currentTarget.scrollTo(0, 0)}
      >
        {tags.slice(0, drawn).map((tag) => (
          <li key={tag}>
            <Tag tag={tag} filter={filter} />
          </li>
        ))}
      </ul>
      {shown < tags.length ? (
        <span className={styles.more} title={readableList(tags.slice(shown))} aria-hidden="true">
          +{tags.length - shown}
        </span>
      ) : null}
    </>
  );
}

function onFirstLine(list: HTMLUListElement | null): number {
  const items = [...(list?.children ?? [])] as HTMLElement[];
  const top = items[0]?.offsetTop;
  return items.filter(({ offsetTop }) => offsetTop === top).length;
}

function Tag({ tag, filter }: { tag: string; filter: string }) {
  return (
    <Link
      to="/sessions"
      search={(search) => refiltered(addTerm(filter, term("tag", tag)), search)}
      state={keptSelection}
      title={`Show sessions with the tag ${readable(tag)}`}
      preload={false}
    >
      {readable(tag)}
    </Link>
  );
}
