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
  expect(frameworkCommand(root)).toEqual({ name, path });
});

test("a project with neither is told what to install", () => {
  expect(() => frameworkCommand(root)).toThrow("framework-command-missing");
});

const terminal = "@cdktf/node-pty-prebuilt-multiarch";
const made = `${terminal}/prebuilds/${process.platform}-${process.arch}`;

test.each([`${made}/node.abi${process.versions.modules}.node`, `${terminal}/build/Release/pty.node`])(
  "cdktf's command is taken where its terminal is there: %s",
  (binary) => {
    put("cdktf-cli/package.json", `${terminal}/package.json`, binary);
    expect(frameworkCommand(root).name).toBe("cdktf");
  },
);

test("cdktf's command is refused on a Node that it has no terminal for", () => {
  put("cdktf-cli/package.json", `${terminal}/package.json`, `${made}/node.abi1.node`);
  expect(() => frameworkCommand(root)).toThrow(/no terminal for Node .*\n +Run it on Node 22/s);
});
