import { useEffect, useState } from "react";

/** Return this machine's time in milliseconds since the epoch, updated with every tick. */
export function useNow(tickMs = 1_000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, [tickMs]);
  return now;
}
