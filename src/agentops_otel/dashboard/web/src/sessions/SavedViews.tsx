import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { type ListQuery, putViews, viewsQuery } from "../api/queries";
import { isSame, type SavedView } from "../model/savedView";
import { choiceOfView } from "../page/search";
import { announce } from "../ui/announce";
import { Button, IconButton } from "../ui/Button";
import { focusSoon } from "../ui/focus";
import { CloseIcon } from "../ui/icons";
import { Notice } from "../ui/Notice";
import { TextButton } from "../ui/TextButton";
import styles from "./SavedViews.module.css";
import { SaveViewDialog } from "./SaveViewDialog";

interface SavedViewsProps {
  list: ListQuery;
  /** Whether the filter is valid. */
  mayBeSaved: boolean;
}

/** Saved views, one click away; the server keeps them for all its users. */
export function SavedViews({ list, mayBeSaved }: SavedViewsProps) {
  const [isSaving, setIsSaving] = useState(false);
  const queries = useQueryClient();
  const known = useQuery(viewsQuery());
  const views = known.data ?? [];
  const put = useMutation({
    // Others save and remove views too: their changes are kept.
    mutationFn: async (change: (views: SavedView[]) => SavedView[]) =>
      putViews(change(await queries.fetchQuery({ ...viewsQuery(), staleTime: 0 }))),
    onSuccess: (saved) => queries.setQueryData(viewsQuery().queryKey, saved),
  });
  const { q, sort, order } = list;
  const isCurrent = (view: SavedView) => isSame(view, list);
  const isSaved = views.some(isCurrent);
  const section = useRef<HTMLElement>(null);
  /** Return the button that removes the following view or, if none is left, the one that saves. */
  const buttonOfNext = (index: number, count: number) => {
    const shown = section.current?.querySelectorAll<HTMLElement>("li button") ?? [];
    if (shown.length !== count) return null;
    const save = section.current?.querySelector<HTMLElement>("header button");
    return shown[Math.min(index, count - 1)] ?? save;
  };
  const isDefault = !q && sort === "start" && order === "desc";
  const save = async (name: string) => {
    await put.mutateAsync((all) => [
      ...all.filter((view) => view.name !== name),
      { name, q, sort, order },
    ]);
    focusSoon(() => section.current?.querySelector<HTMLElement>("[data-current] a"));
  };
  const remove = (view: SavedView) =>
    put.mutate((all) => all.filter(({ name }) => name !== view.name), {
      onSuccess: (left) => focusSoon(() => buttonOfNext(views.indexOf(view), left.length)),
      onError: ({ message }) => announce(`The view was not removed: ${message}`),
    });
  return (
    <section ref={section} className={styles.views} aria-label="Saved views">
      <header>
        <h2>Views</h2>
        {isDefault || isSaved || !mayBeSaved ? (
          views.length === 0 && known.data ? (
            <p>none saved</p>
          ) : null
        ) : (
          <TextButton onClick={() => setIsSaving(true)}>Save this view…</TextButton>
        )}
      </header>
      {known.error && !known.data ? (
        <Notice title="The saved views could not be loaded">
          <p>{known.error.message}</p>
          <Button onPress={() => known.refetch()}>Try again</Button>
        </Notice>
      ) : null}
      <ul>
        {views.map((view) => (
          <li key={view.name} data-current={isCurrent(view) || undefined}>
            <Link
              to="/sessions"
              search={choiceOfView(view)}
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
      <SaveViewDialog
        isOpen={isSaving}
        onOpenChange={setIsSaving}
        takenNames={views.map(({ name }) => name)}
        onSave={save}
      />
    </section>
  );
}
