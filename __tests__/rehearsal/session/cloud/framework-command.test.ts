import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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

test.each(["cdktf", "cdktn"])("a project on %s is deployed by its command", (name) => {
  put(`${name}-cli/package.json`);
  const path = expect.stringMatching(new RegExp(`${name}-cli/bundle/bin/${name}$`));
  expect(frameworkCommand(root)).toEqual({ name, args: [path] });
});

test("a project with neither is told what to install", () => {
  expect(() => frameworkCommand(root)).toThrow("framework-command-missing");
});

const terminal = "@cdktf/node-pty-prebuilt-multiarch";
const made = `${terminal}/prebuilds/${process.platform}-${process.arch}`;

test.each([
  ["there for this Node", `${made}/node.abi${process.versions.modules}.node`, 1],
  ["there since it was compiled", `${terminal}/build/Release/pty.node`, 1],
  ["there for other Nodes alone: it gets pipes", `${made}/node.abi1.node`, 3],
])("cdktf's command is taken with a terminal that is %s", (_where, binary, count) => {
  put("cdktf-cli/package.json", `${terminal}/package.json`, binary);
  expect(frameworkCommand(root)).toMatchObject({ name: "cdktf", args: { length: count } });
});
