import { useMemo, useSyncExternalStore } from "react";

/** Resolve tokens to colours that a canvas accepts, again whenever the theme changes. */
export function useColours<T extends string>(tokens: readonly T[]): Record<T, string> {
  const theme = useSyncExternalStore(
    watchTheme,
    () => `${document.documentElement.dataset.theme} ${DARK.matches}`,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides what tokens mean.
  return useMemo(() => resolve(tokens), [tokens, theme]);
}

const DARK = window.matchMedia("(prefers-color-scheme: dark)");

function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  DARK.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    DARK.removeEventListener("change", changed);
  };
}

/** `light-dark()` is resolved only where a property uses it, so use one. */
function resolve<T extends string>(tokens: readonly T[]): Record<T, string> {
  const probe = document.createElement("i");
  document.body.append(probe);
  const colours = Object.fromEntries(
    tokens.map((token) => {
      probe.style.color = `var(--${token})`;
      return [token, getComputedStyle(probe).color];
    }),
  ) as Record<T, string>;
  probe.remove();
  return colours;
}
