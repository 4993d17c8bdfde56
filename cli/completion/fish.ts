import type { CompletedVerb, Word } from "./words";

/** A script for fish. */
export function fishScript(verbs: readonly CompletedVerb[]): string {
  const menu = verbs.map(
    ({ about, name }) => `complete -c outlast -f -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`,
  );
  const options = verbs.flatMap(({ choices, name, options }) => {
    const after = `complete -c outlast -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      ...(choices.length > 0 ? [`${after} -f -a ${quoted(choices.join(" "))}`] : []),
      ...options.map((option) => `${after} ${described(option)}`),
    ];
  });
  return `# Completion of outlast for fish: outlast completion fish > ~/.config/fish/completions/outlast.fish\n${[...menu, ...options].join("\n")}\n`;
}

function described({ about, choices, long, takes }: Word): string {
  const named = `-l ${long.slice(2)} -d ${quoted(about)}`;
  if (!takes) return named;
  return choices.length > 0 ? `${named} -x -a ${quoted(choices.join(" "))}` : `${named} -r`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
