import { CommanderError } from "commander";
import { exitCodes } from "../errors/exit-codes";
import { outliveReaders } from "./output/broken-pipe";
import { outlast, withoutHelpOfNothing } from "./program";
import { enterProject, takeConfig } from "./terminal/enter-project";

outliveReaders(process);
// The SDK's word about Node's age is for those who choose the SDK's version; the lock file does that here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const args = takeConfig(process.argv, process);
const program = outlast(args, enterProject(process));
program.parseAsync(withoutHelpOfNothing(program, args)).catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
});
