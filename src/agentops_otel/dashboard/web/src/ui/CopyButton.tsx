import { useEffect, useState } from "react";
import { IconButton } from "./Button";
import { copyText } from "./clipboard";
import { CheckIcon, CopyIcon } from "./icons";

interface CopyButtonProps {
  /** What is copied, as in "Copy span id". */
  what: string;
  text: string | (() => string);
}

export function CopyButton({ what, text }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => setCopied(await copyText(typeof text === "string" ? text : text()));
  return (
    <>
      <IconButton label={copied ? "Copied" : `Copy ${what}`} onPress={copy}>
        {copied ? <CheckIcon /> : <CopyIcon />}
      </IconButton>
      <span className="visually-hidden" role="status">
        {copied ? `Copied ${what}` : ""}
      </span>
    </>
  );
}
