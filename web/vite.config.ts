import vue from "@vitejs/plugin-vue";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import Components from "unplugin-vue-components/vite";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const backend = process.env.YIHAO_BACKEND ?? "http://127.0.0.1:8345";

export default defineConfig(({ command }) => ({
  // Built files are served as static files; the page itself stands at /desk/.
  base: command === "build" ? "/static/desk/" : "/desk/",
  // `dts` writes into src/ and would make every run of the wheel's build hook think the sources changed.
  plugins: [vue(), Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver()] })],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/yihao/app/static/desk",
    emptyOutDir: true,
    // Staff computers on Windows 7 and UOS stop at this version.
    target: "chrome86",
    manifest: true,
  },
  // The Host header stays the browser's own, or the server would refuse the Origin of every write.
  server: { port: 5173, proxy: Object.fromEntries(["/api", "/sse", "/admin", "/static/admin"].map((path) => [path, { target: backend, changeOrigin: false }])) },
  test: { include: ["src/**/*.test.ts"] },
}));
