import type { ComponentProps } from "react";
import styles from "./TextButton.module.css";

/** A button within a text or a list, where a frame would be too much. */
export function TextButton({ className, ...button }: ComponentProps<"button">) {
  return <button type="button" className={`${styles.button} ${className ?? ""}`} {...button} />;
}
