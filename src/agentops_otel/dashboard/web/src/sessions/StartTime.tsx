import { usePreference } from "../app/preferences";
import { formatAge, formatExact, formatMoment } from "../model/time";
import styles from "./SessionTable.module.css";

export function StartTime({ startNs }: { startNs: bigint }) {
  const zone = usePreference("zone");
  return (
    <time dateTime={formatExact(startNs)} title={formatExact(startNs)}>
      {formatMoment(startNs, zone)}
      <div className={styles.second}>{formatAge(startNs)}</div>
    </time>
  );
}
