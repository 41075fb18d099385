/** One way to ask the server: JSON, or an error that says whether it refused or is away. */

import createClient from "openapi-fetch";
import { observable, useObservable } from "../ui/observable";
import type { paths } from "./schema";

/** RFC 9457; `position` and `near` come with a filter that has no meaning. */
interface Problem {
  title?: string;
  detail?: string;
  position?: number | null;
  near?: string[] | null;
}

/** The server answered, and the answer is no. */
export class ApiError extends Error {
  readonly status: number;
  /** Offset of the character in the filter that the server could not take. */
  readonly position: number | null;
  /** Fields with a name near the unknown one. */
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

function asSentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1).replace(/\.?$/, ".")}`;
}

/** No answer: the server is not running, or the network is down. */
class ServerAway extends Error {
  constructor() {
    super("The server does not answer.");
  }
}

export const api = createClient<paths>({ fetch: fetchOrAway });

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

/** The login ended while the page was open; after the next one the reader is back here. */
function askToLogIn(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/login?next=${encodeURIComponent(here)}`);
}

/** The body of a good answer. Throws `ApiError` or `ServerAway`. */
export async function bodyOf<T>(
  asking: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await asking;
  if (data !== undefined) return data;
  throw new ApiError(response.status, typeof error === "object" ? (error as Problem) : {});
}

/** Whether the last request got an answer. */
export const isThere = observable(true);

/** Ask for nothing but an answer. */
export async function checkServer(): Promise<void> {
  await fetchOrAway(new Request("/healthz")).catch(() => {});
}

/** Whether the reader came in by a key: the server says so in the document. */
export function isLoggedIn(): boolean {
  return document.querySelector('meta[name="role"]') !== null;
}

/** Give up the login, and lead to the next one. */
export async function logOut(): Promise<void> {
  await fetchOrAway(new Request("/logout", { method: "POST" }));
  window.location.assign("/login");
}

export function useServerIsThere(): boolean {
  return useObservable(isThere);
}
