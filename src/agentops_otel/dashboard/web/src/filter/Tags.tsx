import { useNavigate, useSearch } from "@tanstack/react-router";
import { type MouseEvent, useLayoutEffect, useRef, useState } from "react";
import { addTerm, term } from "../model/filter";
import { readable, readableList } from "../model/visible";
import { type ListSearch, refiltered, stringifySearch } from "../page/search";
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
  const linkOf = useTagLinks(filter);
  if (tags.length === 0) return null;
  return (
    <ul className={styles.tags} aria-label="Tags">
      {tags.map((tag) => (
        <li key={tag}>
          <Tag tag={tag} {...linkOf(tag)} />
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
  const linkOf = useTagLinks(filter);
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
            <Tag tag={tag} {...linkOf(tag)} />
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

/**
 * Return the links of tags, by tag. A link of the router would follow the address by itself, which
 * with several tags in each row takes longer than all else in the rows.
 */
function useTagLinks(filter: string) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as ListSearch;
  return (tag: string) => {
    const q = addTerm(filter, term("tag", tag));
    return {
      href: `/sessions${stringifySearch({ ...refiltered(q, search) })}`,
      onClick: (event: MouseEvent) => {
        const isForBrowser = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
        if (isForBrowser || event.button !== 0) return;
        event.preventDefault();
        navigate({ to: "/sessions", search: (now) => refiltered(q, now), state: keptSelection });
      },
    };
  };
}

interface TagProps {
  tag: string;
  href: string;
  onClick: (event: MouseEvent) => void;
}

function Tag({ tag, href, onClick }: TagProps) {
  return (
    <a href={href} title={`Show sessions with the tag ${readable(tag)}`} onClick={onClick}>
      {readable(tag)}
    </a>
  );
}
