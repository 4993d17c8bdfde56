import { type Command, InvalidArgumentError } from "commander";

/** Has every wrong value of a verb's options reported before it runs, and all at once; Commander ends at the first. */
export function reportWrongValues(verb: Command): void {
  const wrong: string[] = [];
  for (const option of verb.options) {
    const { flags, parseArg } = option;
    if (parseArg === undefined) continue;
    option.parseArg = (text, previous) => {
      try {
        return parseArg(text, previous);
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        wrong.push(`option '${flags}' argument '${text}' is invalid. ${error.message}`);
        return previous;
      }
    };
  }
  verb.hook("preAction", () => {
    if (wrong.length > 0) verb.error(wrong.join("\n"));
  });
}
