import type { ReactNode } from "react";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  ToggleButton,
  type ToggleButtonProps,
  Tooltip,
  TooltipTrigger,
} from "react-aria-components";
import styles from "./Button.module.css";

interface ButtonProps {
  children: ReactNode;
  /** Not needed for a submit button. */
  onPress?: () => void;
  type?: "button" | "submit";
  primary?: boolean;
  isDisabled?: boolean;
}

export function Button({ children, primary = false, ...button }: ButtonProps) {
  return (
    <AriaButton
      className={primary ? `${styles.button} ${styles.primary}` : (styles.button ?? "")}
      {...button}
    >
      {children}
    </AriaButton>
  );
}

/** A button without a frame, for places with many of them. */
export function QuietButton(props: Omit<AriaButtonProps, "className">) {
  return <AriaButton className={styles.quiet ?? ""} {...props} />;
}

export function QuietToggle(props: Omit<ToggleButtonProps, "className">) {
  return <ToggleButton className={styles.quiet ?? ""} {...props} />;
}

interface IconButtonProps {
  /** Name of the button, also its tooltip. */
  label: string;
  children: ReactNode;
  onPress?: () => void;
  isDisabled?: boolean;
}

export function IconButton({ label, children, onPress, isDisabled = false }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton
        className={styles.icon ?? ""}
        aria-label={label}
        isDisabled={isDisabled}
        {...(onPress ? { onPress } : {})}
      >
        {children}
      </AriaButton>
      <Tooltip className={styles.tooltip ?? ""} offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}

interface IconToggleProps {
  label: string;
  children: ReactNode;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  isDisabled?: boolean;
}

export function IconToggle({ label, children, ...toggle }: IconToggleProps) {
  return (
    <TooltipTrigger delay={500}>
      <ToggleButton className={styles.icon ?? ""} aria-label={label} {...toggle}>
        {children}
      </ToggleButton>
      <Tooltip className={styles.tooltip ?? ""} offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
