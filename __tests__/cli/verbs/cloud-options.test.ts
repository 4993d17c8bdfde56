import { Command } from "commander";
import { expect, test } from "vitest";
import { addCloudVerb } from "../../../cli/verbs/operations-verbs";

test("--once with --only-endpoint is refused: nothing would be verified", async () => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addCloudVerb(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  await expect(
    program.parseAsync(["node", "outlast", "cloud", "--once", "--only-endpoint"]),
  ).rejects.toMatchObject({ code: "commander.conflictingOption" });
});
