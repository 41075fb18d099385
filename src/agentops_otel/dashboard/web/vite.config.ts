import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = process.env.AGENTOPS_OTEL_API ?? "http://127.0.0.1:4318";

export default defineConfig({
  plugins: [react()],
  build: { outDir: "../static", emptyOutDir: true, assetsInlineLimit: 0 },
  server: { proxy: { "/api": api } },
});
