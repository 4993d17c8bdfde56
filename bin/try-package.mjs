#!/usr/bin/env node
// Installs the packed package into an empty folder by npm, pnpm and Yarn, on each Node that is supported, and synthesizes
// and runs main.ts there: `npm run test:package`. It asks the registry, so npm test does without.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const managers = {
  npm: ["npm", "install", "--no-audit", "--no-fund"],
  pnpm: ["npx", "--yes", "pnpm@10", "install"],
  yarn: ["npx", "--yes", "yarn@1", "install"],
};
const nodes = ["20.19.0", "22", "24"];

const run = (cwd, [command, ...args]) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

const folder = mkdtempSync(join(tmpdir(), "outlast-package-"));
try {
  run(root, ["npm", "run", "build"]);
  const [{ filename }] = JSON.parse(run(root, ["npm", "pack", "--json", "--pack-destination", folder]));
  for (const [name, install] of Object.entries(managers)) {
    const project = mkdtempSync(join(folder, `${name}-`));
    for (const file of ["site.config.ts", "main.ts", "site"])
      cpSync(join(root, file), join(project, file), { recursive: true });
    const dependencies = {
      ...{ outlast: `file:../${filename}`, "@cdktf/provider-aws": "^21.22.1" },
      ...{ cdktf: "^0.21.0", constructs: "^10.8.1" },
    };
    // A package behind Octokit's asks for Node 22, though it runs on 20: Yarn 1 refuses it there, where others warn.
    const resolutions = name === "yarn" ? { "content-type": "^2.1.0" } : {};
    const manifest = { private: true, type: "module", dependencies, resolutions };
    writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
    run(project, install);
    for (const node of nodes)
      for (const verb of [["--version"], ["synth"], ["run", "main.ts"]]) {
        run(project, [
          "npx",
          "--yes",
          "-p",
          `node@${node}`,
          "node",
          "node_modules/outlast/bin/outlast.mjs",
          ...verb,
        ]);
        console.log(`${name}, Node ${node}: outlast ${verb.join(" ")}`);
      }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
