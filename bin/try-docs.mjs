#!/usr/bin/env node
// The pages of docs/ as a site on outlast: `npm run test:docs`. VitePress builds them, the packed tarballs make a project of
// the folder, the primary region is broken, every link of every page is followed, and they are released into the local cloud.
// It asks the registry, so npm test does without.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { createProject, page, rehearsing, root, run, withPackages } from "./packed.mjs";

/** Of all pages that can be reached from one: how many, and which of their links lead to no page, or to no place of it. */
async function followed(first) {
  const texts = new Map();
  const dead = [];
  const links = [{ from: first, link: first }];
  for (const { from, link } of links) {
    const [url, place] = new URL(link, from).href.split("#");
    if (!texts.has(url)) {
      const answer = await fetch(url);
      const text = await answer.text();
      texts.set(url, answer.ok && text);
      const found = [...text.matchAll(/<a [^>]*?href="([^"]+)"/g)].map(([, link]) => ({ from: url, link }));
      links.push(...found.filter(({ link }) => new URL(link, url).origin === new URL(first).origin));
    }
    const text = texts.get(url);
    const isThere = text && (!place || text.includes(` id="${decodeURIComponent(place)}"`));
    if (!isThere) dead.push(`${from}: ${link}`);
  }
  return { pages: texts.size, dead };
}

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
    const { dead, pages } = await followed(url);
    if (dead.length > 0 || pages < 70) throw new Error(`Of ${pages} pages, dead links:\n${dead.join("\n")}`);
    console.log(`${pages} pages, and no link of them is dead`);
  });
  run(project, ["npx", "outlast", "drill", "primary-refuses", "primary-hangs"]);
  console.log("there without the primary region");

  run(project, ["npx", "outlast", "cloud", "--once"]);
  console.log("released into the local cloud");
});
