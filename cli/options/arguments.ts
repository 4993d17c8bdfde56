import { type Command, InvalidArgumentError, Option } from "commander";
import { type Severity, severities } from "../../audit/review/finding";

/** An option that may be repeated. */
export const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

/** `--reading`, and `--switch`, its former name, which is still understood, and said. */
export function readingOption(command: Command, description: string): Option {
  command.addOption(new Option("--switch <name=value>").hideHelp());
  command.on("option:switch", (text: string) => {
    console.error(`--switch is now called --reading: write --reading ${text}`);
    command.setOptionValue("reading", collect(text, command.getOptionValue("reading")));
  });
  return new Option("--reading <name=value>", description).argParser(collect).default([]);
}

/** The parser of a whole number above 0. */
export function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected a whole number above 0.");
}

/** For the verbs that run Terraform on a state that others may write. */
export function lockTimeout(): Option {
  return new Option("--lock-timeout <seconds>", "how long another run may hold the state's lock")
    .argParser(count)
    .default(120);
}

/** `--wait-delegation`, of a verb that may make a zone. */
export function waitDelegation(): Option {
  return new Option(
    "--wait-delegation <minutes>",
    "how long DNS may take to lead to a zone that is made; without it, the verb says what to enter, and ends",
  ).argParser(count);
}

/** For the verbs that fail of a finding. @param standard the severity from which on they do */
export function failOn(description: string, standard: Severity): Option {
  return new Option("--fail-on <severity>", description).choices([...severities, "none"]).default(standard);
}

/** Where a verb finds its site. */
export interface Located {
  readonly site?: string;
  /** A file with Terraform's outputs. */
  readonly outputs?: string;
}

/** Options of a verb that finds a deployed site. */
export function located(command: Command): Command {
  return command
    .option("--site <name>", "which site, by its name or host: of this folder, or of the account")
    .option(
      "--outputs <file>",
      "a contact sheet or the JSON of `terraform output -json`: nothing else is asked",
    );
}

/** `--all`, for the verbs of an outage. */
export function everySite(description: string): Option {
  return new Option("--all", description).default(false).conflicts(["site", "outputs"]);
}

/** For the verbs that take names of several sites: `--site` chooses one as in every other verb. */
export function siteOption(): Option {
  return new Option("--site <name>", "which site; its name alone does the same");
}

/** All that were named, the one of `--site` among them. */
export function named(names: readonly string[], site: string | undefined): readonly string[] {
  return site === undefined ? names : [...names, site];
}

/** Options of a command that take numbers: what is wrong with them is reported before it runs, and all at once. */
export class CheckedNumbers {
  readonly #wrong: string[] = [];

  constructor(command: Command) {
    command.hook("preAction", () => {
      if (this.#wrong.length > 0) command.error(this.#wrong.join("\n"));
    });
  }

  positive(flags: string, description: string, fallback: number): Option {
    return this.#option(flags, description, fallback, (number) => number > 0, "above 0");
  }

  percent(flags: string, description: string, fallback: number): Option {
    const fits = (number: number) => number >= 0 && number <= 100;
    return this.#option(flags, description, fallback, fits, "from 0 to 100");
  }

  /** A port; 0 is a free one. */
  port(flags: string, description: string, fallback: number): Option {
    const fits = (number: number) => Number.isInteger(number) && number >= 0 && number <= 65_535;
    return this.#option(flags, description, fallback, fits, "from 0 to 65535");
  }

  #option(
    flags: string,
    description: string,
    fallback: number,
    fits: (number: number) => boolean,
    range: string,
  ): Option {
    return new Option(flags, description).default(fallback).argParser((text) => {
      const number = text.trim() === "" ? Number.NaN : Number(text);
      if (!Number.isFinite(number) || !fits(number))
        this.#wrong.push(`option '${flags}' takes a number ${range}, not '${text}'`);
      return number;
    });
  }
}

/** Options of a verb that takes `--site` beside names. */
export type Choosing<Options> = Options & { readonly site?: string };

/** Options of a verb that asks before what cannot be taken back. */
export type Confirming<Options> = Options & { readonly yes: boolean };
