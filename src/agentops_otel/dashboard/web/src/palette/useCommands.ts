import { useQuery } from "@tanstack/react-query";
import type { UseNavigateResult } from "@tanstack/react-router";
import { togglePause } from "../api/live";
import { facetsQuery, pageOfSessionsQuery, viewsQuery } from "../api/queries";
import { useValuesLike } from "../filter/useValuesLike";
import type { Facet } from "../model/facets";
import { containing, term } from "../model/filter";
import { formatAmount } from "../model/numbers";
import { formatAge } from "../model/time";
import { setPreference } from "../page/preferences";
import { choiceOfView } from "../page/search";

export interface Command {
  id: string;
  name: string;
  note?: string;
  run: () => void;
}

interface CommandSection {
  title: string;
  commands: Command[];
}

const SHOWN = 8;
const NONE: Facet = [];

/** Return the commands with the text in their name: sessions and tags come from the server. */
export function useCommands(text: string, navigate: UseNavigateResult<string>): CommandSection[] {
  const wanted = text.trim();
  const sessions = useQuery({
    ...pageOfSessionsQuery(namedLike(wanted)),
    refetchInterval: false,
  }).data;
  const tags = useValuesLike("tag", wanted, useQuery(facetsQuery("")).data?.tag ?? NONE, "");
  const views = useQuery(viewsQuery()).data ?? [];
  const hasWanted = (name: string) => name.toLowerCase().includes(wanted.toLowerCase());
  const matches = ({ name }: Command) => hasWanted(name);
  // The answer may still be the one to less text; what does not match any more is left out.
  const named = (sessions?.sessions ?? []).filter(
    ({ name, id }) => hasWanted(name) || id === wanted,
  );

  const toSessions = (q: string) => () => {
    navigate({ to: "/sessions", search: q ? { q } : {} });
  };
  const places: Command[] = [
    { id: "sessions", name: "Sessions", run: toSessions("") },
    { id: "analytics", name: "Analytics", run: () => void navigate({ to: "/analytics" }) },
    { id: "compare", name: "Compare two sessions", run: () => void navigate({ to: "/compare" }) },
  ];
  const settings: Command[] = [
    { id: "light", name: "Light theme", run: () => setPreference("theme", "light") },
    { id: "dark", name: "Dark theme", run: () => setPreference("theme", "dark") },
    { id: "system", name: "System theme", run: () => setPreference("theme", "system") },
    { id: "local", name: "Times in the local zone", run: () => setPreference("zone", "local") },
    { id: "utc", name: "Times in UTC", run: () => setPreference("zone", "utc") },
    { id: "pause", name: "Pause or resume live updates", run: togglePause },
  ];
  return [
    {
      title: "Sessions",
      commands: named.slice(0, SHOWN).map((session) => ({
        id: `session ${session.id}`,
        name: session.name,
        note: `${session.state}, ${formatAge(session.startNs)}`,
        run: () => void navigate({ to: "/sessions/$id", params: { id: session.id } }),
      })),
    },
    {
      title: "Views",
      commands: views
        .map((view) => ({
          id: `view ${view.name}`,
          name: view.name,
          note: view.q,
          run: () => void navigate({ to: "/sessions", search: choiceOfView(view) }),
        }))
        .filter(matches)
        .slice(0, SHOWN),
    },
    {
      title: "Tags",
      commands: tags
        .map(({ value, count }) => ({
          id: `tag ${value}`,
          name: value,
          note: formatAmount(count, "session"),
          run: toSessions(term("tag", value)),
        }))
        .filter(matches)
        .slice(0, SHOWN),
    },
    { title: "Go to", commands: places.filter(matches) },
    { title: "Settings", commands: settings.filter(matches) },
  ];
}

/** Query the newest sessions with the text in their name or as their id. */
function namedLike(text: string) {
  const q = text ? `${containing("name", text)} OR ${term("id", text)}` : "";
  return { q, sort: "start" as const, order: "desc" as const, cursor: null };
}
