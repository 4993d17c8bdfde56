#!/usr/bin/env node
// What a stranger does with the packed tarballs, in an empty folder: `npm run test:package`. A project by create-outlast,
// installed by npm, pnpm and both Yarns, on each Node that is supported; rehearsed, drilled, deployed into the local cloud. It
// asks the registry, so npm test does without.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createProject, onNode, run, withPackages } from "./packed.mjs";

const managers = {
  npm: ["npm", "install", "--no-audit", "--no-fund"],
  pnpm: ["npx", "--yes", "pnpm@10", "install"],
  yarn: ["npx", "--yes", "yarn@1", "install"],
  "yarn-berry": ["npx", "--yes", "-p", "@yarnpkg/cli-dist@4", "yarn", "install"],
};
const nodes = ["20.19.0", "22", "24"];
const bin = "node_modules/outlast/bin/outlast.mjs";
const verbs = [
  ["--version"],
  ["synth"],
  ["synth", "--hcl"],
  ["run", "main.ts"],
  ["drill", "primary-refuses"],
];

/** Starts the rehearsal, asks for the page and ends it. */
async function rehearse(project) {
  // Not by npx, which does not hand on the signal that ends it.
  const args = [bin, "start", "--port", "0", "--control-port", "0", "--json"];
  const session = spawn(process.execPath, args, { cwd: project, stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(session.stdout, "data");
  const { url } = JSON.parse(String(line).split("\n")[0]);
  const { status } = await fetch(url);
  session.kill("SIGTERM");
  await once(session, "close");
  if (status !== 200) throw new Error(`the rehearsed site answers ${status}`);
}

await withPackages(async (packages) => {
  for (const [name, install] of Object.entries(managers)) {
    const begin = Date.now();
    const project = createProject(packages, name);
    // A lock of its own says whose root it is.
    if (name === "yarn-berry") {
      writeFileSync(
        join(project, ".yarnrc.yml"),
        "nodeLinker: node-modules\nenableImmutableInstalls: false\n",
      );
      writeFileSync(join(project, "yarn.lock"), "");
    }
    run(project, install);
    await rehearse(project);
    console.log(`${name}: from an empty folder to a rehearsed site in ${(Date.now() - begin) / 1_000} s`);
    for (const node of nodes)
      for (const verb of verbs) {
        run(project, onNode(node, bin, ...verb));
        console.log(`${name}, Node ${node}: outlast ${verb.join(" ")}`);
      }
    if (name !== "npm") continue;
    run(project, ["npx", "cdktf", "synth"], { CI: "1" });
    console.log(`${name}: cdktf synth`);
    run(project, ["npm", "test"]);
    console.log(`${name}: npm test, which deploys it into the local cloud`);
  }
});
