import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { frameworkCommand } from "../../../../rehearsal/session/cloud/framework-command";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "outlast-framework-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test.each(["cdktf", "cdktn"])("a project on %s is deployed by its command", (name) => {
  const folder = join(root, `node_modules/${name}-cli`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), "{}");
  const path = expect.stringMatching(new RegExp(`${name}-cli/bundle/bin/${name}$`));
  expect(frameworkCommand(root)).toEqual({ name, path });
});

test("a project with neither is told what to install", () => {
  expect(() => frameworkCommand(root)).toThrow("framework-command-missing");
});
