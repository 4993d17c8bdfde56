import type { OutputConfiguration } from "commander";

const mend = "npx outlast <verb> --help lists what it takes.";

/**
 * How a wrong command line is reported: on standard error with what to do, or as `{"problems": [...]}` on standard
 * output where a machine reads along.
 */
export function usageErrors(args: readonly string[]): OutputConfiguration {
  return {
    outputError(text, write) {
      const value = text.trim().replace(/^error: /, "");
      if (args.includes("--json"))
        console.log(
          JSON.stringify({ problems: [{ code: "USAGE", severity: "error", value, mend }] }, null, 2),
        );
      else write(`USAGE: ${value}\n  ${mend}\n`);
    },
  };
}
