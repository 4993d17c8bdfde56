#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
// A project on CDK Terrain from the packed tarballs: `npm run test:terrain`. The same Terraform JSON as on CDKTF, types, the
// unit tests of stacks and constructs, the commands of both, and a deployment into the local cloud. It asks the registry, so npm test does without.
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

/** The clone's own tests of what is made of the framework, by the framework and the bindings of the project. */
function testConstructs(project, folder) {
  const { peerDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const bindings = `@cdktn/provider-aws@${peerDependencies["@cdktn/provider-aws"]}`;
  run(project, ["npm", "install", "--no-save", "--no-audit", "--no-fund", bindings]);
  const names = { cdktf: "cdktn", "@cdktf/provider-aws": "@cdktn/provider-aws", constructs: "constructs" };
  const led = Object.entries(names).map(([name, its]) => [name, join(project, "node_modules", its)]);
  const test = {
    alias: { ...Object.fromEntries(led), outlast: join(root, "library/outlast.ts") },
    include: ["__tests__/{stacks,modules}/**/*.test.ts"],
    exclude: ["**/*.{process,property,thorough}.test.ts"],
    setupFiles: ["__tests__/support/same-cases.ts"],
    ...{ isolate: false, maxWorkers: 2, execArgv: ["--liftoff-only"], testTimeout: 300_000 },
  };
  const config = join(folder, "vitest.config.mjs");
  writeFileSync(config, `export default ${JSON.stringify({ test })};`);
  run(root, ["node", "node_modules/vitest/vitest.mjs", "run", "--root", root, "--config", config]);
}

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

  testConstructs(project, packages.folder);
  console.log("the unit tests of stacks/ and modules/");

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
