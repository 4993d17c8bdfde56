import { spawnSync } from "node:child_process";
import { Command } from "commander";
import { expect, test } from "vitest";
import { apart } from "../../../cli/terminal/apart";

const base = "__tests__/fixtures/audit/base";

/** A verb that is called as audit is. */
async function called(
  limits: { readonly deadline: number; readonly memory: number },
  args: readonly string[],
) {
  const program = new Command();
  let ended: unknown;
  program
    .command("audit [path]")
    .option("--var <name=value>", "", (value, all: readonly string[]) => [...all, value], [])
    .option("--json", "", false)
    .action(async (_path, _options, command: Command) => {
      ended = await apart(command, limits, () => new Error("too much")).catch(({ message }) => message);
    });
  await program.parseAsync(["node", "outlast", "audit", ...args]);
  return ended;
}

test("what takes more time, or more memory, than there is ends, and is refused", async () => {
  expect(await called({ deadline: 1, memory: 2_048 }, [base])).toBe("too much");
  expect(await called({ deadline: 120_000, memory: 8 }, [base])).toBe("too much");
});

test("a verb runs apart with the words that it was given, and ends as that process does", () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["bin/run.mjs", "cli/outlast.ts", "audit", ...args], { encoding: "utf8" });
  const found = run(
    "__tests__/fixtures/golden/synthesis/deployed/bare.tf.json",
    "--json",
    "--fail-on",
    "medium",
  );
  expect(found.status).toBe(1);
  expect(JSON.parse(found.stdout)).toMatchObject({ version: 1, kind: "configuration" });
  const none = run("nowhere", "--var", "a=b");
  expect(none).toMatchObject({ status: 2, stdout: "" });
  expect(none.stderr).toMatch(/^AUDIT_UNREADABLE: .*nowhere: there is no such file or folder/);
});
