import { defineConfig } from "vite";

// No plugin: esbuild knows JSX. The page is also served at the path to which people return after they signed in.
export default defineConfig({ esbuild: { jsx: "automatic" }, appType: "spa", server: { strictPort: true } });
