#!/usr/bin/env node
// The pages of docs/ as a site on outlast: `npm run test:docs`. VitePress builds them, the packed tarballs make a project of
// the folder, the primary region is broken, and they are released into the local cloud. It asks the registry, so npm test
// does without.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { createProject, page, rehearsing, root, run, withPackages } from "./packed.mjs";

await withPackages(async (packages) => {
  const project = join(packages.folder, "docs");
  cpSync(join(root, "docs"), project, { recursive: true });
  createProject(packages, "docs");
  run(project, ["npm", "install", "--no-audit", "--no-fund"]);
  run(project, ["npm", "run", "build"]);
  console.log("built by VitePress");

  await rehearsing(project, ["--fault", "primary=503"], async ({ url }) => {
    const text = await page(new URL("getting-started.html", url));
    if (!text.includes("<title>Getting started")) throw new Error("that is another page");
    await page(new URL("guides/nowhere.html", url), 404);
  });
  run(project, ["npx", "outlast", "drill", "primary-refuses", "primary-hangs"]);
  console.log("there without the primary region");

  run(project, ["npx", "outlast", "cloud", "--once"]);
  console.log("released into the local cloud");
});
