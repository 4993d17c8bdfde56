#!/usr/bin/env node
// What a stranger does with the packed tarballs, in an empty folder: `npm run test:package`. A project by create-outlast,
// installed by npm, pnpm, Bun and both Yarns, on each Node that is supported; rehearsed, drilled, deployed into the local cloud,
// upgraded; a construct in an app of one's own. It asks the registry, so npm test does without. Package managers behind it
// are the only ones that are tried, and `pnpm@24` on that Node alone.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { serveTarballs } from "./npm-registry.mjs";
import { beginOnNode, createProject, page, rehearsing, root, run, withPackages } from "./packed.mjs";
import { planPublished } from "./published.mjs";

const managers = {
  npm: ["npm", "install", "--no-audit", "--no-fund"],
  pnpm: ["npx", "--yes", "pnpm@10", "install"],
  yarn: ["npx", "--yes", "yarn@1", "install"],
  bun: ["npx", "--yes", "bun@1", "install"],
  "yarn-berry": ["npx", "--yes", "-p", "@yarnpkg/cli-dist@4", "yarn", "install"],
};
const asked = process.argv.slice(2).map((word) => word.split("@"));
const nodes = ["20.19.0", "22", "24"];
/** On which Node a project by each is deployed too. */
const deploys = { npm: "20.19.0", pnpm: "22", yarn: "24", "yarn-berry": "22" };
const verbs = [["--version"], ["synth", "--hcl"], ["run", "main.ts"], ["drill", "primary-refuses"]];
/** Seconds from an empty folder to a site, on a machine that has nothing else to do. */
const bar = 120;

/** A site of a stranger's, by two commands, and how long they took. */
async function twoCommands(packages, name, install, env) {
  const [begin, isQuiet] = [Date.now(), loadavg()[0] < availableParallelism()];
  const { folder } = packages;
  // What they are told to type, where the registry has the packages.
  if (name === "npm") run(folder, ["npm", "create", "--yes", "outlast@latest", name, "--", "--yes"], env);
  else createProject(packages, name);
  const project = join(folder, name);
  // A lock of its own says whose root it is.
  if (name === "yarn-berry") {
    writeFileSync(join(project, ".yarnrc.yml"), "nodeLinker: node-modules\nenableImmutableInstalls: false\n");
    writeFileSync(join(project, "yarn.lock"), "");
  }
  run(project, install, env);
  await visited(project);
  const seconds = (Date.now() - begin) / 1_000;
  console.log(`${name}: from an empty folder to a rehearsed site in ${seconds} s`);
  if (isQuiet && seconds > bar) throw new Error(`That is more than ${bar} s.`);
  return project;
}

/** Rehearses it, and looks at two of its pages. */
const visited = (project) =>
  rehearsing(project, [], async ({ url }) => {
    await page(url);
    await page(new URL("nowhere/", url), 404);
  });

/** Everything that a project is for, on that Node. */
async function tried(project, name, node, isDeployed) {
  beginOnNode(node);
  for (const verb of verbs) run(project, ["npx", "outlast", ...verb]);
  run(project, ["npx", "cdktf", "synth"], { CI: "1" });
  await visited(project);
  console.log(`${name}, Node ${node}: cdktf synth, start, ${verbs.map((verb) => verb.join(" ")).join(", ")}`);
  if (isDeployed) console.log(`${name}, Node ${node}: npm test, into the local cloud: ${deployed(project)}`);
}

/** The first piece of code in docs/library.md, as an app of somebody's own. */
function ownApp({ folder }, project, env) {
  const app = join(folder, "own-app");
  mkdirSync(app);
  for (const file of ["package.json", "cdktf.json"]) cpSync(join(project, file), join(app, file));
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, "docs/library.md"), "utf8"));
  writeFileSync(join(app, "main.mjs"), code);
  run(app, [...managers.npm, "@cdktf/provider-aws@21"], env);
  run(app, ["npx", "cdktf", "synth", "--app", "node main.mjs"], { CI: "1" });
  const { resource } = JSON.parse(readFileSync(join(app, "cdktf.out/stacks/files/cdk.tf.json"), "utf8"));
  if (Object.values(resource.aws_s3_bucket)[0].bucket !== "my-files")
    throw new Error("the app has no bucket of that name");
  console.log("a construct in an app of one's own");
}

/** Deploys the project into a local cloud that is kept; what Terraform said that it did to the site. */
function deployed(project) {
  const { status, stderr } = spawnSync("npm", ["test", "--", "--keep", "cloud"], {
    ...{ cwd: project, encoding: "utf8", maxBuffer: 2 ** 26 },
  });
  if (status !== 0) throw new Error(`npm test ended with ${status}:\n${stderr}`);
  return stderr.match(/Resources: .*(?=\.)/g).at(-1);
}

/** The same code as the next version: what is deployed has to stay as it is. */
function upgrade({ folder, outlast, tarballs }, project, env) {
  const next = join(folder, "next");
  mkdirSync(next);
  run(next, ["tar", "-xzf", outlast]);
  const manifest = join(next, "package/package.json");
  const { version, ...others } = JSON.parse(readFileSync(manifest, "utf8"));
  const newer = version.replace(/\d+$/, (patch) => Number(patch) + 1);
  writeFileSync(manifest, JSON.stringify({ ...others, version: newer }));
  run(next, ["npm", "pack", "./package", "--ignore-scripts", "--silent", "--pack-destination", tarballs]);
  run(project, ["npm", "update", "outlast"], env);
  if (run(project, ["npx", "outlast", "--version"]).trim() !== newer) throw new Error(`not ${newer}`);
  const did = deployed(project);
  if (did !== "Resources: 0 added, 0 changed, 0 destroyed") throw new Error(`the upgrade: ${did}`);
  console.log("upgraded, and nothing of what is deployed is another");
}

await withPackages(async (packages) => {
  const { folder, tarballs } = packages;
  const registry = await serveTarballs(tarballs, run(root, ["npm", "config", "get", "registry"]).trim());
  const cache = join(folder, "cache");
  // Caches of this run's own: a stranger's is empty, and Yarn takes a tarball that it has under the same name for the same.
  const environments = {
    npm: { npm_config_registry: registry.url, npm_config_cache: cache },
    yarn: { YARN_CACHE_FOLDER: cache },
    "yarn-berry": { YARN_GLOBAL_FOLDER: cache },
  };
  try {
    for (const [name, install] of Object.entries(managers)) {
      const [, only] = asked.find(([manager]) => manager === name) ?? [];
      if (asked.length > 0 && !asked.some(([manager]) => manager === name)) continue;
      const env = environments[name];
      const project = await twoCommands(packages, name, install, env);
      for (const node of only ? [only] : nodes)
        await tried(project, name, node, node === (only ?? deploys[name]));
      // bunx goes by the first line of the program, and so to Node.
      if (name === "bun") run(project, ["npx", "--yes", "bun@1", "x", "outlast", "synth"]);
      if (name !== "npm") continue;
      await planPublished(project);
      upgrade(packages, project, env);
      ownApp(packages, project, env);
    }
  } finally {
    await registry.close();
  }
});
