#!/usr/bin/env node
// The README's commands in a clone, on a machine that has Node, Python and coreutils alone: `npm run test:clone`. It asks the
// registry, so npm test does without. Of the tests one file that needs nothing else runs, and one that needs all of it.
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { page, root, run, started, withFolder } from "./packed.mjs";

const coreutils =
  "basename cat chmod cp date dirname env head id ln ls mkdir mktemp mv pwd readlink rm sleep tail tr uname wc";

/** A folder of programs, with nothing else on PATH: npm runs scripts by sh. */
function bareMachine(folder) {
  const programs = join(folder, "programs");
  mkdirSync(programs);
  const where = (name) => run(root, ["sh", "-c", `command -v ${name}`]).trim();
  // Not what chooses among several Pythons: that needs bash.
  const python = run(root, ["python3", "-c", "import sys; print(sys.executable)"]).trim();
  const node = ["node", "npm", "npx"].map((name) => join(dirname(process.execPath), name));
  for (const file of [...node, ...["sh", ...coreutils.split(" ")].map(where)])
    symlinkSync(file, join(programs, basename(file)));
  symlinkSync(python, join(programs, "python3"));
  const home = join(folder, "home");
  mkdirSync(home);
  // What npm has fetched before is no part of the machine.
  const cache = run(root, ["npm", "config", "get", "cache"]).trim();
  process.env = { PATH: programs, HOME: home, CI: "1", NO_COLOR: "1", npm_config_cache: cache };
}

/** npm test, of a file that needs no other program, and of one that needs Terraform and moto. */
function tested(clone, env = {}) {
  const { status, stdout, stderr } = spawnSync(
    "npm",
    ["test", "--", "__tests__/errors", "__tests__/e2e/state-stack"],
    {
      ...{ cwd: clone, encoding: "utf8", env: { ...process.env, ...env } },
    },
  );
  const said = `${stdout}${stderr}`;
  if (!/Tests .*\b[1-9]\d* passed/.test(said))
    throw new Error(`What needs no other program did not pass:\n${said}`);
  return { isWhole: status === 0, said };
}

await withFolder(async (folder) => {
  const clone = join(folder, "outlast");
  run(folder, ["git", "clone", "--quiet", root, clone]);
  bareMachine(folder);
  run(clone, ["npm", "install"]);
  await started(clone, ({ url }) => page(url));
  console.log("npm install && npm start");

  const forbidden = tested(clone, { OUTLAST_NO_DOWNLOAD: "1" });
  const named = ["terraform-missing", "moto-missing"].filter((code) => forbidden.said.includes(`${code}: `));
  if (forbidden.isWhole || named.length < 2)
    throw new Error(`Nothing is missing without a download:\n${forbidden.said}`);
  console.log("OUTLAST_NO_DOWNLOAD=1 npm test: what is missing is named, the rest passes, the run is red");

  const { isWhole, said } = tested(clone);
  if (!isWhole && !/^(download-failed|moto-missing): /m.test(said)) throw new Error(said);
  console.log(
    `npm install && npm test: ${isWhole ? "fetched, and whole" : "no way to what it would fetch, which is named"}`,
  );
});
