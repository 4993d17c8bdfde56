import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** What Changesets reads of this repository, with one change for whoever uses it. */
const folder = mkdtempSync(join(tmpdir(), "outlast-changesets-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  for (const file of ["package.json", "create/package.json", "pnpm-workspace.yaml", "CHANGELOG.md"])
    cpSync(file, join(folder, file), { recursive: true });
  mkdirSync(join(folder, ".changeset"));
  cpSync(".changeset/config.json", join(folder, ".changeset/config.json"));
  writeFileSync(join(folder, ".changeset/a-change.md"), '---\n"outlast": minor\n---\n\nA region more.\n');
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  run("git", "init", "--quiet", "--initial-branch", "main");
});

/** No registry answers there. */
const env = { ...process.env, npm_config_registry: "http://127.0.0.1:9/" };

const run = (command: string, ...args: readonly string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8", env, stdio: "pipe" });

const changeset = (...args: readonly string[]) =>
  run(process.execPath, "node_modules/@changesets/cli/bin.js", ...args);

const read = (file: string) => readFileSync(join(folder, file), "utf8");

const versions = () => ["package.json", "create/package.json"].map((file) => JSON.parse(read(file)).version);

test("a change of outlast makes a version of create-outlast too, which stands in the changelog above the last", () => {
  const [before] = versions();
  changeset("version");
  const [next, created] = versions();
  const [major, minor] = before.split(".");
  expect([next, created]).toEqual([`${major}.${Number(minor) + 1}.0`, next]);
  const [heading, , newest, , kind, , entry] = read("CHANGELOG.md").split("\n");
  expect([heading, newest, kind]).toEqual(["# Changelog", `## ${next}`, "### Minor Changes"]);
  expect(entry).toMatch(/^- (\w{7}: )?A region more\.$/);
  expect(read("CHANGELOG.md")).toContain(`\n## ${before}\n`);
});
