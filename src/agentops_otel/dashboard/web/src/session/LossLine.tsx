import { formatAmount, formatCount } from "../model/numbers";
import type { Loss } from "../model/session";
import { LostIcon } from "../ui/icons";
import styles from "./LossLine.module.css";

/** States that spans are missing here, how many, and why. */
export function LossLine({ loss: { ended, failed, dropped } }: { loss: Loss }) {
  const lost = failed + dropped;
  const reasons = [
    failed > 0 ? `${formatCount(failed)} refused or not sent` : "",
    dropped > 0 ? `${formatCount(dropped)} for lack of room in the process` : "",
  ].filter(Boolean);
  return (
    <p className={styles.loss}>
      <LostIcon />
      <span>
        <strong>
          {ended === null
            ? `${formatAmount(lost, "span")} lost`
            : `${formatCount(lost)} of ${formatAmount(ended, "span")} lost`}
        </strong>
        : {reasons.join(", ")}. This is what the processes of this session have counted, which may
        have worked for other sessions, too.
      </span>
    </p>
  );
}
