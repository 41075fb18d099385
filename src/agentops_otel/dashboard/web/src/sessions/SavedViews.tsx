import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type ListQuery, putViews, viewsQuery } from "../api/queries";
import { isSame, type SavedView } from "../model/savedView";
import { announce } from "../ui/announce";
import { IconButton } from "../ui/Button";
import { CloseIcon } from "../ui/icons";
import { TextButton } from "../ui/TextButton";
import styles from "./SavedViews.module.css";
import { SaveViewDialog } from "./SaveViewDialog";

interface SavedViewsProps {
  list: ListQuery;
  /** Whether the filter has a meaning. */
  mayBeSaved: boolean;
}

/** Named filters, one click away; the server keeps them for all who use it. */
export function SavedViews({ list, mayBeSaved }: SavedViewsProps) {
  const [isSaving, setIsSaving] = useState(false);
  const queries = useQueryClient();
  const views = useQuery(viewsQuery()).data ?? [];
  const put = useMutation({
    mutationFn: putViews,
    onSuccess: (saved) => queries.setQueryData(viewsQuery().queryKey, saved),
  });
  const { q, sort, order } = list;
  const isCurrent = (view: SavedView) => isSame(view, list);
  const isSaved = views.some(isCurrent);
  const isDefault = !q && sort === "start" && order === "desc";
  const save = async (name: string) => {
    const others = views.filter((view) => view.name !== name);
    await put.mutateAsync([...others, { name, q, sort, order }]);
  };
  const remove = (view: SavedView) =>
    put.mutate(
      views.filter((each) => each !== view),
      { onError: ({ message }) => announce(`The view was not removed: ${message}`) },
    );
  return (
    <section className={styles.views} aria-label="Saved views">
      {views.length > 0 ? <h2>Views</h2> : null}
      <ul>
        {views.map((view) => (
          <li key={view.name} data-current={isCurrent(view) || undefined}>
            <Link
              to="/sessions"
              search={{
                ...(view.q && { q: view.q }),
                ...(view.sort !== "start" && { sort: view.sort }),
                ...(view.order === "asc" && { order: view.order }),
              }}
              activeOptions={{ includeSearch: true }}
              title={view.q}
            >
              {view.name}
            </Link>
            <IconButton label={`Remove the view ${view.name}`} onPress={() => remove(view)}>
              <CloseIcon size={12} />
            </IconButton>
          </li>
        ))}
      </ul>
      {isDefault || isSaved || !mayBeSaved ? null : (
        <TextButton className={styles.save} onClick={() => setIsSaving(true)}>
          Save this view…
        </TextButton>
      )}
      <SaveViewDialog
        isOpen={isSaving}
        onOpenChange={setIsSaving}
        takenNames={views.map(({ name }) => name)}
        onSave={save}
      />
    </section>
  );
}
