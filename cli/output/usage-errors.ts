import type { OutputConfiguration } from "commander";
import { cliError } from "../errors";

/**
 * How a wrong command line is reported: on standard error with what to do, or as `{"problems": [...]}` on standard
 * output where a machine reads along.
 */
export function usageErrors(args: readonly string[]): OutputConfiguration {
  return {
    outputError(text, write) {
      const { message, problems } = cliError("USAGE", text.trim().replace(/^error: /, ""));
      if (args.includes("--json")) console.log(JSON.stringify({ problems }, null, 2));
      else write(`${message}\n`);
    },
  };
}
