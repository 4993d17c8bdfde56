import { stderr, stdin } from "node:process";
import { Command } from "commander";
import { exitCodes } from "../errors/exit-codes";
import { OutlastError } from "../errors/outlast-error";
import { initialize, toldOfProject } from "./command";
import { type InitOptions, withQuestions } from "./options";

/** What `npm create outlast` runs; the build puts the version of this package in its place. */
declare const OUTLAST_VERSION: string;

withQuestions(new Command("create-outlast"))
  .description("a static website on AWS that outlasts an S3 outage: writes a project of at most ten files")
  .version(OUTLAST_VERSION)
  .action(async (folder: string, options: InitOptions) => {
    try {
      console.log(
        toldOfProject(await initialize(folder, options, { stdin, stderr, version: OUTLAST_VERSION })),
      );
    } catch (error) {
      if (!(error instanceof OutlastError)) throw error;
      console.error(error.message);
      process.exitCode = error.exitCode;
    }
  })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput))
  .parseAsync();
