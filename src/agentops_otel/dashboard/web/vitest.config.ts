import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Only a test that needs a document asks for jsdom (`@vitest-environment jsdom`): it is slow to start.
export default defineConfig({
  plugins: [react()],
  // What a busy machine may take for 50 000 spans; a passing test does not wait for it.
  test: { include: ["src/**/*.test.{ts,tsx}"], testTimeout: 60_000 },
});
