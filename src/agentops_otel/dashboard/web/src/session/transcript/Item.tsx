import type { Call, TranscriptItem } from "../../model/transcript";
import { Message } from "./Message";
import { OperationLine } from "./OperationLine";
import { ToolLine } from "./ToolLine";
import styles from "./Transcript.module.css";
import { TurnHead } from "./TurnHead";

export interface ItemProps<T extends TranscriptItem> {
  item: T;
  sessionId: string;
  isOpen: boolean;
  onToggle: () => void;
  onInspect: (call: Call) => void;
}

export function Item(props: ItemProps<TranscriptItem>) {
  const { item } = props;
  if (item.type === "turn") return <TurnHead turn={item} />;
  return (
    <div className={styles.step} style={{ "--depth": item.depth }}>
      {item.type === "tool" ? (
        <ToolLine {...props} item={item} />
      ) : "role" in item ? (
        <Message {...props} item={item} />
      ) : (
        <OperationLine {...props} item={item} />
      )}
    </div>
  );
}
