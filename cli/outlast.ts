import { CommanderError } from "commander";
import { exitCodes } from "../errors/exit-codes";
import { outliveReaders } from "./output/broken-pipe";
import { outlast } from "./program";

outliveReaders(process);
// The SDK's word about Node's age is for those who choose the SDK's version; package-lock.json does that here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

outlast(process.argv)
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
  });
