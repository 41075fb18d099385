import ReactMarkdown, { type Components } from "react-markdown";
import gfm from "remark-gfm";
import styles from "./RenderedMarkdown.module.css";

const OUTWARD = new Set(["http:", "https:", "mailto:"]);

/** Return whether an address is absolute and leads out of this page. */
function isOutward(href: string | undefined): boolean {
  return href !== undefined && URL.canParse(href) && OUTWARD.has(new URL(href).protocol);
}

// HTML in the text is dropped by react-markdown. Links leave the page without a referrer, and a
// picture on another host would tell that host who is reading, so only its name is shown.
const COMPONENTS: Components = {
  a: ({ href, children }) =>
    isOutward(href) ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ alt, src }) => <span className={styles.image}>image: {alt || String(src ?? "")}</span>,
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus.
    <pre tabIndex={0}>{children}</pre>
  ),
  input: ({ checked }) => <span aria-hidden="true">{checked ? "☑ " : "☐ "}</span>,
};

const PLUGINS = [gfm];

export default function RenderedMarkdown({ text }: { text: string }) {
  return (
    <div className={styles.markdown}>
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
}
