import { Link } from "@tanstack/react-router";
import { addTerm, term } from "../model/filter";
import styles from "./Tags.module.css";

interface TagsProps {
  tags: string[];
  /** The filter that a click on a tag narrows. */
  filter: string;
  /** Where there is little room: how many to show, the others being counted. */
  atMost?: number;
}

/** A session's tags; each leads to the list of the sessions that have it. */
export function Tags({ tags, filter, atMost = tags.length }: TagsProps) {
  if (tags.length === 0) return null;
  return (
    <ul className={styles.tags} aria-label="Tags">
      {tags.slice(0, atMost).map((tag) => (
        <li key={tag}>
          <Link
            to="/sessions"
            search={{ q: addTerm(filter, term("tag", tag)) }}
            title={`Show sessions with the tag ${tag}`}
            preload={false}
          >
            {tag}
          </Link>
        </li>
      ))}
      {tags.length > atMost ? (
        <li className={styles.more} title={tags.slice(atMost).join(", ")}>
          +{tags.length - atMost}
        </li>
      ) : null}
    </ul>
  );
}
