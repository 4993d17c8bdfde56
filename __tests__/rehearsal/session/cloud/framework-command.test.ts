import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { frameworkCommand } from "../../../../rehearsal/session/cloud/framework-command";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "outlast-framework-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Installs empty files of packages. */
function put(...paths: readonly string[]): void {
  for (const path of paths) {
    const file = join(root, "node_modules", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "{}");
  }
}

test.each(["cdktf", "cdktn"])("a project on %s is deployed by its command, in pipes", (name) => {
  put(`${name}-cli/package.json`);
  const path = expect.stringMatching(new RegExp(`${name}-cli/bundle/bin/${name}$`));
  const pipes = resolve("bin/terminal.cjs");
  expect(frameworkCommand(root)).toEqual({ name, args: ["--require", pipes, path] });
});

test("a project with neither is told what to install", () => {
  expect(() => frameworkCommand(root)).toThrow("framework-command-missing");
});
