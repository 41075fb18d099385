import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const api = process.env.AGENTOPS_OTEL_API ?? "http://127.0.0.1:4318";

/** Writes scripts and style sheets compressed as well, so that the server need not do it. */
const packed: Plugin = {
  name: "packed",
  apply: "build",
  writeBundle({ dir = "" }, bundle) {
    for (const name of Object.keys(bundle)) {
      if (!/\.(js|css)$/.test(name)) continue;
      const file = join(dir, name);
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
    }
  },
};

export default defineConfig({
  plugins: [react(), packed],
  build: { outDir: "../static", emptyOutDir: true, assetsInlineLimit: 0 },
  server: { proxy: { "/api": api } },
});
