import { useEffect, useState } from "react";

/** The time by this machine's clock, in milliseconds since the epoch, anew with every tick. */
export function useNow(tickMs = 1_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [tickMs]);
  return now;
}
