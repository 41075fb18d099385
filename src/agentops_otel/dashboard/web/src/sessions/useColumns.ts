import { setPreference, usePreference } from "../page/preferences";
import { CHOOSABLE, type Column } from "./columns";

/** The columns chosen by the reader, kept for the next visit. */
export function useColumns() {
  const hidden = new Set(usePreference("hiddenColumns").split(","));
  const isShown = ({ id }: Column) => !hidden.has(id);
  const show = (ids: ReadonlySet<string>) =>
    setPreference(
      "hiddenColumns",
      CHOOSABLE.flatMap(({ id }) => (ids.has(id) ? [] : [id])).join(","),
    );
  return { isShown, show };
}
