/** Requests to the server: JSON, or an error that tells a refusal from an unreachable server. */

import createClient, { defaultPathSerializer } from "openapi-fetch";
import { toPathId } from "../model/pathId";
import { observable, useObservable } from "../ui/observable";
import type { paths } from "./schema";

/** RFC 9457; `position` and `near` come with an invalid filter. */
interface Problem {
  title?: string;
  detail?: string;
  position?: number | null;
  near?: string[] | null;
}

/** The server answered with an error. */
export class ApiError extends Error {
  readonly status: number;
  /** Offset of the character in the filter that the server could not parse. */
  readonly position: number | null;
  /** Names of fields similar to the unknown one. */
  readonly near: string[];

  constructor(status: number, problem: Problem) {
    super(
      asSentence(problem.detail || problem.title || `the server answered with status ${status}`),
    );
    this.status = status;
    this.position = problem.position ?? null;
    this.near = problem.near ?? [];
  }

  get isAboutFilter(): boolean {
    return this.position !== null;
  }
}

/** Return whether an error says that what was asked for does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

function asSentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1).replace(/\.?$/, ".")}`;
}

/** No answer: the server is not running, or the network is down. */
class ServerAway extends Error {
  constructor() {
    super("The server does not answer.");
  }
}

/** Return what to tell the reader of something that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export const api = createClient<paths>({
  fetch: fetchOrAway,
  pathSerializer: (path, ids) =>
    defaultPathSerializer(
      path,
      Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, toPathId(String(id))])),
    ),
});

async function fetchOrAway(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    isThere.set(true);
    if (answer.status === 401) askToLogIn();
    return answer;
  } catch (error) {
    if (request.signal.aborted) throw error;
    isThere.set(false);
    throw new ServerAway();
  }
}

/** Go to the login page, which leads back here: the login expired while the page was open. */
function askToLogIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/login?next=${encodeURIComponent(here)}`);
}

/** Return the body of a successful response. Throws `ApiError` or `ServerAway`. */
export async function bodyOf<T>(
  asking: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await asking;
  if (data !== undefined) return data;
  throw new ApiError(response.status, typeof error === "object" ? (error as Problem) : {});
}

/** Whether the last request got an answer. */
export const isThere = observable(true);

/** Find out whether the server answers at all. */
export async function checkServer(): Promise<void> {
  await fetchOrAway(new Request("/healthz")).catch(() => {});
}

/** Return whether the reader logged in with a key: the server says so in the document. */
export function isLoggedIn(): boolean {
  return document.querySelector('meta[name="role"]') !== null;
}

/** Log out and go to the login page. */
export async function logOut(): Promise<void> {
  await fetchOrAway(new Request("/logout", { method: "POST" }));
  window.location.assign("/login");
}

export function useServerIsThere(): boolean {
  return useObservable(isThere);
}
