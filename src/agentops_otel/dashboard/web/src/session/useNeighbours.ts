import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { ListChoice } from "../api/queries";
import { neighboursQuery } from "../api/sessionQueries";
import { useHotkeys } from "../page/hotkeys";
import { announce } from "../ui/announce";

/** Step from session to session of a list; every key press counts, however fast they follow. */
export function useNeighbours(id: string, list: ListChoice) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const neighbours = useQuery(neighboursQuery(list, id));
  /** The session on display, the one the presses so far lead to, and how many are pending. */
  const way = useRef({ at: id, to: Promise.resolve(id), presses: 0, isLeft: false });
  useEffect(() => {
    const { current } = way;
    current.at = id;
    if (current.presses === 0) current.to = Promise.resolve(id);
  }, [id]);
  useEffect(() => {
    const { current } = way;
    current.isLeft = false;
    return () => {
      current.isLeft = true;
    };
  }, []);

  const go = (side: "previous" | "next") => {
    const current = way.current;
    const step = async (from: string) => {
      try {
        const beside = (await queries.ensureQueryData(neighboursQuery(list, from)))[side];
        if (beside === null) announce(`There is no ${side} session in the list`);
        return beside ?? from;
      } catch (error) {
        announce(`The ${side} session could not be found: ${(error as Error).message}`);
        return from;
      }
    };
    current.presses++;
    current.to = current.to.then(step);
    current.to.then((to) => {
      current.presses--;
      if (current.presses > 0 || to === current.at || current.isLeft) return;
      current.at = to;
      navigate({
        from: "/sessions/$id",
        to: "/sessions/$id",
        params: { id: to },
        search: ({ view }) => ({ ...list, ...(view && { view }) }),
      });
    });
  };
  const goPrevious = () => go("previous");
  const goNext = () => go("next");
  useHotkeys("Session", [
    { keys: ["J"], label: "Next session in the list", run: goNext },
    { keys: ["K"], label: "Previous session in the list", run: goPrevious },
  ]);
  return {
    goPrevious,
    goNext,
    hasPrevious: Boolean(neighbours.data?.previous),
    hasNext: Boolean(neighbours.data?.next),
  };
}

export type Neighbours = ReturnType<typeof useNeighbours>;
