import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// A trial runs against `npm run fake`, or against the real program: THROUGHLINE=http://127.0.0.1:8080.
const server = process.env["THROUGHLINE"] ?? "http://127.0.0.1:8090";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { port: 5173, proxy: { "/api": server } },
  build: {
    target: "es2022",
    // The policy of the page lets nothing in but files of its own: no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
