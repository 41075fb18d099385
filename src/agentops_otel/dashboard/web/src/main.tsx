import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/forced.css";
import "./ui/kinds.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { followChanges } from "./api/live";
import { createQueryClient } from "./api/queries";
import { recoverBySelf } from "./api/recovery";
import { createPageRouter } from "./app/router";
import { listenForHotkeys } from "./page/hotkeys";
import { applyTheme } from "./page/preferences";

applyTheme();
listenForHotkeys();
const queryClient = createQueryClient();
followChanges(queryClient);
recoverBySelf(queryClient);
const router = createPageRouter();

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
