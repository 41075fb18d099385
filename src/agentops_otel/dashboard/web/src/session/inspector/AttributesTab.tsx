import { useState } from "react";
import { listAttributes } from "../../model/attributes";
import type { Attributes, Span } from "../../model/span";
import { SearchIcon } from "../../ui/icons";
import { AttributeList } from "./AttributeList";
import styles from "./AttributesTab.module.css";

/** The span's own attributes, then those of its resource and scope; one search covers all. */
export function AttributesTab({ span }: { span: Span }) {
  const [search, setSearch] = useState("");
  const groups: [string, Attributes][] = [
    ["Span", span.attributes],
    ["Resource", span.resource],
    ["Scope", scopeOf(span)],
  ];
  const found = groups.map(([title, all]) => [title, listAttributes(all, search)] as const);
  const isNothing = found.every(([, attributes]) => attributes.length === 0);
  return (
    <div className={styles.tab}>
      <div className={styles.search}>
        <SearchIcon />
        <input
          type="search"
          aria-label="Search attributes"
          placeholder="Search attributes"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      {isNothing ? (
        <p className={styles.nothing}>
          {search ? "No attribute has this in its key or value." : "The span has no attributes."}
        </p>
      ) : null}
      {found.map(([title, attributes]) =>
        attributes.length === 0 ? null : (
          <section key={title}>
            <h3 className={styles.title}>{title}</h3>
            <AttributeList attributes={attributes} canFilter={title === "Span"} />
          </section>
        ),
      )}
    </div>
  );
}

function scopeOf({ scope, spanKind }: Span): Attributes {
  return {
    ...(scope.name && { name: scope.name }),
    ...(scope.version && { version: scope.version }),
    ...scope.attributes,
    "span kind": spanKind,
  };
}
