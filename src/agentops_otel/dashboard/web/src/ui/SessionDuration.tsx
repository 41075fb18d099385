import type { Session } from "../model/session";
import { formatDuration, wholeSecondsSince } from "../model/time";
import { Unknown } from "./Unknown";
import { useNow } from "./useNow";

/** How long a session took; while it runs, the time since its start, ticking. */
export function SessionDuration({ session }: { session: Session }) {
  if (session.startNs <= 0n) return <Unknown />;
  if (session.state === "running") return <Running startNs={session.startNs} />;
  if (session.state === "lost") {
    return session.durationNs > 0 ? (
      <>{formatDuration(session.durationNs)} until lost</>
    ) : (
      <Unknown />
    );
  }
  return formatDuration(session.durationNs);
}

function Running({ startNs }: { startNs: bigint }) {
  return (
    <>
      <TimeSince startNs={startNs} />, running
    </>
  );
}

/** How long something that has not ended has lasted so far. */
export function SoFar({ startNs }: { startNs: bigint }) {
  return (
    <>
      <TimeSince startNs={startNs} /> so far
    </>
  );
}

/** The time since a moment, ticking. */
export function TimeSince({ startNs }: { startNs: bigint }) {
  return formatDuration(wholeSecondsSince(startNs, useNow()));
}
