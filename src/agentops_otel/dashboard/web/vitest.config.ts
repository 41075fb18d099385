import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Only a test that needs a document asks for jsdom (`@vitest-environment jsdom`): it is slow to start.
export default defineConfig({
  plugins: [react()],
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
