import type { Command, Option } from "commander";
import { outlast } from "../cli/program";
import { verbGroups } from "../cli/verb-groups";

/** docs/verbs.md, from the command line itself. */
export function verbsPage(): string {
  const program = outlast([]);
  const called = new Map(program.commands.map((command) => [command.name(), command]));
  const groups = Object.entries(verbGroups).map(([title, verbs]) => {
    const shown = verbs.map(({ example }) => render(called.get(example.split(" ")[0] ?? ""), example));
    return `## ${title.replace(/:$/, "")}\n\n${shown.join("\n")}`;
  });
  return `# Verbs

\`npx outlast <verb>\`. Exit codes: 0 done, 1 a check failed, 2 what was given is wrong, 3 a tool or a service failed.

<!-- Written by \`npm run docs\` from the command line. -->

${groups.join("\n")}`;
}

function render(command: Command | undefined, example: string): string {
  if (command === undefined) throw new Error(`no verb begins the example ${example}`);
  const options = command.options.filter(({ hidden }) => !hidden);
  const rows = options.map((option) => `| \`${option.flags}\` | ${described(option)} |`);
  return [
    `### ${command.name()}`,
    "",
    sentence(command.description()),
    "",
    "```sh",
    `npx outlast ${example}`,
    "```",
    "",
    `Usage: \`outlast ${command.name()} ${command.usage()}\``,
    "",
    "| option | is |",
    "|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function described({ defaultValue, defaultValueDescription, description, mandatory }: Option): string {
  const text = description.replaceAll("|", "\\|").replaceAll("<", "&lt;");
  if (mandatory) return `${text} (required)`;
  const isNothing =
    defaultValue === undefined ||
    defaultValue === false ||
    (Array.isArray(defaultValue) && defaultValue.length === 0);
  return isNothing ? text : `${text}; by default ${defaultValueDescription ?? defaultValue}`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
