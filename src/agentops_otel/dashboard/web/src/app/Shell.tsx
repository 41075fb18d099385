import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { isLoggedIn, logOut, useServerIsThere } from "../api/client";
import { togglePause } from "../api/live";
import { useHotkeys } from "../page/hotkeys";
import { Announcement } from "../ui/Announcement";
import { IconButton } from "../ui/Button";
import { focusContent } from "../ui/focus";
import { KeyboardIcon, LogOutIcon, SearchIcon } from "../ui/icons";
import { HotkeyHelp } from "./HotkeyHelp";
import icon from "./icon.svg";
import { LiveButton } from "./LiveButton";
import { MarkedBar } from "./MarkedBar";
import { ThemeButton, ZoneButton } from "./PreferenceButtons";
import styles from "./Shell.module.css";

const loadPalette = () => import("../palette/Palette");
const Palette = lazy(loadPalette);
/** Delay before the palette's code is loaded: after the first view, but before it is needed. */
const PALETTE_AFTER_MS = 1_000;

/** The frame around every view: navigation, server status and preferences. */
export function Shell() {
  const [helpIsOpen, setHelpIsOpen] = useState(false);
  const [paletteIsOpen, setPaletteIsOpen] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => loadPalette().catch(() => {}), PALETTE_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const view = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const viewBefore = useRef(view);
  useEffect(() => {
    // The focused element disappears with its view. The first view starts at the top.
    if (viewBefore.current !== undefined && viewBefore.current !== view) focusContent();
    viewBefore.current = view;
  }, [view]);
  useHotkeys("Everywhere", [
    {
      keys: ["Ctrl+k", "Meta+k"],
      label: "Go to a session, tag, view or setting",
      run: () => setPaletteIsOpen(true),
    },
    { keys: ["."], label: "Pause or resume live updates", run: togglePause },
    { keys: ["?"], label: "Show the keyboard map", run: () => setHelpIsOpen(true) },
  ]);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <header className={styles.bar}>
        <Link to="/" className={styles.brand}>
          <img src={icon} width="22" height="22" alt="" />
          <span className="hidden-if-narrow">agentops_otel</span>
        </Link>
        <nav className={styles.nav} aria-label="Views">
          <Link
            to="/sessions"
            search={keptFilter}
            activeProps={{ className: styles.current ?? "" }}
          >
            Sessions
          </Link>
          <Link
            to="/analytics"
            search={keptFilter}
            activeProps={{ className: styles.current ?? "" }}
          >
            Analytics
          </Link>
        </nav>
        <div className={styles.tools}>
          <IconButton label="Go to…" onPress={() => setPaletteIsOpen(true)}>
            <SearchIcon />
          </IconButton>
          <LiveButton />
          <ZoneButton />
          <ThemeButton />
          <IconButton label="Keyboard map" onPress={() => setHelpIsOpen(true)}>
            <KeyboardIcon />
          </IconButton>
          {isLoggedIn() ? (
            <IconButton label="Log out" onPress={() => logOut().catch(() => {})}>
              <LogOutIcon />
            </IconButton>
          ) : null}
        </div>
      </header>
      <ServerAwayNotice />
      <MarkedBar />
      <div className={styles.content} id="content" tabIndex={-1}>
        <Outlet />
      </div>
      {paletteIsOpen ? (
        <Suspense>
          <Palette onClose={() => setPaletteIsOpen(false)} />
        </Suspense>
      ) : null}
      <Announcement />
      <HotkeyHelp isOpen={helpIsOpen} onOpenChange={setHelpIsOpen} />
    </div>
  );
}

/** Carry the filter over from view to view. */
function keptFilter({ q }: { q?: string }) {
  return q ? { q } : {};
}

function ServerAwayNotice() {
  const isThere = useServerIsThere();
  return (
    <div role="status" className={isThere ? "visually-hidden" : styles.away}>
      {isThere ? "" : "The server does not answer. What you see may be out of date; trying again…"}
    </div>
  );
}
