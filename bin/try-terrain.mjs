#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
// A project on CDK Terrain from the packed tarballs: `npm run test:terrain`. The same Terraform JSON as on CDKTF, types, the
// commands of both, and a deployment into the local cloud. It asks the registry, so npm test does without.
import { isDeepStrictEqual } from "node:util";
import { beginOnNode, bin, createProject, root, run, serving, withPackages } from "./packed.mjs";

/** CDK Terrain declares it. */
const node = "22";
const stack = "cdktf.out/stacks/terrain/cdk.tf.json";

/** Without what the framework says of itself and of the constructs' places, and with the pages where the clone has them. */
const bare = (file) =>
  JSON.parse(readFileSync(file, "utf8").replaceAll("node_modules/outlast/docs/", "docs/"), (key, value) =>
    key === "//" ? undefined : value,
  );

beginOnNode(node);

await withPackages(async (packages) => {
  const project = createProject(packages, "terrain", "--framework", "cdktn");
  run(project, ["npm", "install", "--no-audit", "--no-fund"]);
  const outlast = (...args) => run(project, ["node", bin, ...args]);
  const cdktn = (args, env = {}) =>
    run(project, ["node", "node_modules/cdktn-cli/bin/cdktn", ...args], { CI: "1", ...env });

  outlast("synth");
  const made = bare(join(project, stack));
  run(root, ["node", "bin/outlast.mjs", "synth", "--config", join(project, "site.config.ts")]);
  if (!isDeepStrictEqual(made, bare(join(project, stack))))
    throw new Error("CDK Terrain makes another JSON.");
  console.log("the same Terraform JSON");

  run(project, ["node", join(root, "node_modules/typescript/bin/tsc"), "-p", "."]);
  console.log("types");

  cdktn(["synth"]);
  if (!isDeepStrictEqual(made, bare(join(project, stack))))
    throw new Error("cdktn synth makes another JSON.");
  console.log("cdktn synth");

  await serving(project, ["cloud", "--only-endpoint", "--json"], "environment", ({ variables }) => {
    const planned = cdktn(["diff", "terrain", "--skip-provider-lock"], variables);
    if (!/\d+ to add, 0 to change, 0 to destroy/.test(planned))
      throw new Error(`cdktn diff plans something else:\n${planned}`);
  });
  console.log("cdktn diff, in the local cloud");

  // By cdktn deploy.
  outlast("cloud", "--once");
  console.log("deployed into the local cloud");
});
