/** One way to ask the server: JSON, or an error that says whether it refused or is away. */

import { useSyncExternalStore } from "react";
import type { WireProblem } from "./wire";

/** The server answered, and the answer is no. */
export class ApiError extends Error {
  readonly status: number;
  /** Offset of the character in the filter that the server could not take. */
  readonly position: number | null;
  /** Fields with a name near the unknown one. */
  readonly near: string[];

  constructor(status: number, problem: WireProblem) {
    super(problem.detail || problem.title || `The server answered with status ${status}.`);
    this.status = status;
    this.position = problem.position ?? null;
    this.near = problem.near ?? [];
  }

  get isAboutFilter(): boolean {
    return this.position !== null;
  }
}

/** No answer: the server is not running, or the network is down. */
export class ServerAway extends Error {
  constructor() {
    super("The server does not answer.");
  }
}

export type QueryParams = Record<string, string | number | undefined>;

/** A session's address below `/api/v1`; an id is one path segment whatever it holds. */
export function sessionPath(id: string, rest = ""): string {
  return `/sessions/${encodeURIComponent(id)}${rest}`;
}

/** Get a resource below `/api/v1`. Throws `ApiError` or `ServerAway`. */
export async function getJson<T>(path: string, query: QueryParams, signal: AbortSignal) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const search = params.size ? `?${params}` : "";
  const answer = await ask(`/api/v1${path}${search}`, signal);
  if (!answer.ok) throw new ApiError(answer.status, await problemOf(answer));
  return (await answer.json()) as T;
}

async function ask(url: string, signal: AbortSignal): Promise<Response> {
  try {
    const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
    reachability.set(true);
    return answer;
  } catch (error) {
    if (signal.aborted) throw error;
    reachability.set(false);
    throw new ServerAway();
  }
}

async function problemOf(answer: Response): Promise<WireProblem> {
  try {
    return (await answer.json()) as WireProblem;
  } catch {
    return {};
  }
}

const listeners = new Set<() => void>();
const reachability = {
  value: true,
  set(value: boolean) {
    if (value === this.value) return;
    this.value = value;
    for (const listener of listeners) listener();
  },
};

/** Whether the last request got an answer. */
export function useServerIsThere(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => reachability.value,
  );
}
