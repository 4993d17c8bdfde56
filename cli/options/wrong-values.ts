import { type Argument, type Command, InvalidArgumentError, type Option } from "commander";

/** Options whose empty value means something. */
const emptied = new WeakSet<Option>();

/** Lets an option be empty, as a workflow gives it where there was nothing to give: then it says the same as without. */
export function mayBeEmpty(option: Option): Option {
  emptied.add(option);
  return option;
}

/**
 * Has every wrong value of a verb reported before it runs, and all at once; Commander ends at the first, and takes a value that
 * is empty, as a script has it whose variable is not set.
 */
export function reportWrongValues(verb: Command): void {
  const wrong: string[] = [];
  const checked = (given: Argument | Option, what: string) => {
    const { parseArg, variadic } = given;
    const read = <T>(text: string, previous: T): T => {
      if (parseArg) return parseArg(text, previous);
      return (variadic ? [...(Array.isArray(previous) ? previous : []), text] : text) as T;
    };
    given.parseArg = <T>(text: string, previous: T): T => {
      const refuse = (why: string) => {
        wrong.push(`${what} '${text}' is invalid. ${why}`);
        return previous;
      };
      try {
        const value = read(text, previous);
        const isWrong = text.trim() === "" && !emptied.has(given as Option);
        return isWrong ? refuse("It is empty: leave it out, or say what it is.") : value;
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        return refuse(error.message);
      }
    };
  };
  for (const option of verb.options)
    if (option.required || option.optional) checked(option, `option '${option.flags}' argument`);
  for (const argument of verb.registeredArguments) checked(argument, `argument <${argument.name()}>`);
  verb.hook("preAction", () => {
    if (wrong.length > 0) verb.error(wrong.join("\n"));
  });
}
