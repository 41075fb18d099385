import { useState } from "react";
import type { Session } from "../model/session";

/** The sessions selected in the list, in the order of selection. */
export function useSelection() {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Session>>(new Map());
  const choose = (sessions: readonly Session[], isChosen: boolean) => {
    const next = new Map(chosen);
    for (const session of sessions) {
      if (isChosen) next.set(session.id, session);
      else next.delete(session.id);
    }
    setChosen(next);
  };
  return {
    sessions: [...chosen.values()],
    has: (id: string) => chosen.has(id),
    choose,
    clear: () => setChosen(new Map()),
  };
}

export type Selection = ReturnType<typeof useSelection>;
