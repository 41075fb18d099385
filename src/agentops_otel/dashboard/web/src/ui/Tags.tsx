import { Link } from "@tanstack/react-router";
import { addTerm, term } from "../model/filter";
import styles from "./Tags.module.css";

interface TagsProps {
  tags: string[];
  /** The filter that a click on a tag narrows. */
  filter: string;
}

/** A session's tags; each leads to the list of the sessions that have it. */
export function Tags({ tags, filter }: TagsProps) {
  if (tags.length === 0) return null;
  return (
    <ul className={styles.tags} aria-label="Tags">
      {tags.map((tag) => (
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
    </ul>
  );
}
