import { defineConfig } from "vite";

// No plugin: esbuild knows JSX. The page is also served at the path to which people return after they signed in, and the
// client package lies beside it in this repository.
export default defineConfig({
  esbuild: { jsx: "automatic" },
  appType: "spa",
  server: { strictPort: true, fs: { allow: ["../../.."] } },
});
