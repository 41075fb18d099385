import { formatAge, formatExact, formatMoment } from "../model/time";
import { usePreference } from "../page/preferences";
import { Unknown } from "../ui/Unknown";
import styles from "./SessionTable.module.css";

export function StartTime({ startNs }: { startNs: bigint }) {
  const zone = usePreference("zone");
  if (startNs <= 0n) return <Unknown />;
  return (
    <time dateTime={formatExact(startNs)} title={formatExact(startNs)}>
      {formatMoment(startNs, zone)}
      <div className={styles.second}>{formatAge(startNs)}</div>
    </time>
  );
}
