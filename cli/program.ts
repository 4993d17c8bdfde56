import { Command, Help, type Option } from "commander";
import { fromWhereItWasCalled } from "./options/places";
import { reportWrongValues } from "./options/wrong-values";
import { usageErrors } from "./output/usage-errors";
import { verbGroups } from "./verb-groups";
import { packageVersion } from "./version";

/**
 * Every verb with its options, for that command line: it decides how a wrong one is reported.
 *
 * @param here where it was called, if that is not the folder that it works in
 */
export function outlast(args: readonly string[], here?: string): Command {
  const program = new Command("outlast")
    .description("A static website on AWS that outlasts an S3 outage.")
    .version(packageVersion(), "--version", "print the version of outlast")
    .option("--config <file>", "the config of the project (default: the nearest site.config.ts)")
    .configureHelp({ optionDescription })
    .configureOutput(usageErrors(args))
    .exitOverride();

  for (const [title, verbs] of Object.entries(verbGroups)) {
    program.commandsGroup(title);
    for (const { add, example } of verbs) {
      add(program);
      program.commands.at(-1)?.addHelpText("after", `\nExample:\n  npx outlast ${example}`);
    }
  }
  for (const verb of program.commands) {
    if (here !== undefined) fromWhereItWasCalled(verb, here);
    reportWrongValues(verb);
  }
  return program;
}

/** Of a verb that there is not, there is no help either: without that option, it is said which verb may have been meant. */
export function withoutHelpOfNothing(program: Command, args: readonly string[]): readonly string[] {
  const [node = "", script = "", verb = "-", ...rest] = args;
  const known = program.commands.some((one) => one.name() === verb || one.aliases().includes(verb));
  if (known || verb === "help" || verb.startsWith("-")) return args;
  return [node, script, verb, ...rest.filter((arg) => arg !== "--help" && arg !== "-h")];
}

const { optionDescription: usual } = Help.prototype;

/** That an option is not given unless it is, says nothing; what has to be given is marked. */
function optionDescription(this: Help, option: Option): string {
  const { defaultValue, description, mandatory } = option;
  if (mandatory) return `${description} (required)`;
  const isNothing = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0);
  return isNothing ? description : usual.call(this, option);
}
