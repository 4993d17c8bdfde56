import { Command } from "commander";
import { expect, test, vi } from "vitest";
import { readingOption } from "../../../cli/options/arguments";
import { addCloudVerb } from "../../../cli/verbs/cloud";

test("--once with --only-endpoint is refused: nothing would be verified", async () => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addCloudVerb(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  await expect(
    program.parseAsync(["node", "outlast", "cloud", "--once", "--only-endpoint"]),
  ).rejects.toMatchObject({ code: "commander.conflictingOption" });
});

test("--switch is understood as --reading, its name today, and that is said", () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  const verb = new Command().exitOverride();
  verb.addOption(readingOption(verb, "how to read what AWS leaves open"));
  verb.parse(["--reading", "a=1", "--switch", "b=2", "--reading", "c=3"], { from: "user" });
  expect(verb.opts()).toMatchObject({ reading: ["a=1", "b=2", "c=3"] });
  expect(said.mock.calls).toEqual([["--switch is now called --reading: write --reading b=2"]]);
  said.mockRestore();
});
