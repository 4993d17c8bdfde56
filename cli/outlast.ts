import { Command, CommanderError } from "commander";
import { exitCodes } from "./exit-codes";

const program = new Command("outlast")
  .description("A static website on AWS that outlasts an S3 outage.")
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

program
  .command("synth")
  .description("write Terraform JSON for every stack to cdktf.out")
  .option("--hcl", "write HCL instead, for reading")
  .option("--json", "print what was written, or the problems of the config, as JSON")
  .action(async (options: { hcl?: boolean; json?: boolean }) => {
    const { synth } = await import("./synth");
    process.exitCode = synth({ hcl: options.hcl ?? false, json: options.json ?? false });
  });

program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
});
