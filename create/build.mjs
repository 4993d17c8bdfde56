// Makes the package create-outlast one file without dependencies: npm fetches it, and nothing else, before the first question.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
await build({
  entryPoints: [join(folder, "main.ts")],
  outfile: join(folder, "dist/create-outlast.cjs"),
  bundle: true,
  mainFields: ["module", "main"],
  platform: "node",
  target: "node20",
  format: "cjs",
  minifyWhitespace: true,
  legalComments: "none",
  alias: { zod: fileURLToPath(import.meta.resolve("zod")) },
  define: { OUTLAST_VERSION: JSON.stringify(version) },
  banner: { js: "#!/usr/bin/env node" },
  logLevel: "error",
});
