import type { Command } from "commander";

/** An option, as a shell completes it. */
export interface Word {
  readonly long: string;
  readonly about: string;
  /** Whether it takes a value. */
  readonly takes: boolean;
  /** What the value may be; empty where that is not known. */
  readonly choices: readonly string[];
}

/** A verb, as a shell completes it. */
export interface CompletedVerb {
  readonly name: string;
  readonly about: string;
  readonly options: readonly Word[];
  /** What its first argument may be; empty where that is not known, a file for instance. */
  readonly choices: readonly string[];
}

/** What a command line may say, from the definitions of its verbs. */
export function verbsOf(program: Command): readonly CompletedVerb[] {
  return program.commands.map((verb) => ({
    name: verb.name(),
    about: firstClause(verb.description()),
    choices: verb.registeredArguments[0]?.argChoices ?? [],
    options: verb.options
      .filter(({ hidden, long }) => !hidden && long)
      .map(({ argChoices = [], description, flags, long }) => ({
        long: long as string,
        about: firstClause(description),
        takes: /[<[]/.test(flags),
        choices: argChoices,
      })),
  }));
}

/** A menu has a line for each. */
function firstClause(text: string): string {
  return text.replace(/[;:(].*$/s, "").trim();
}
