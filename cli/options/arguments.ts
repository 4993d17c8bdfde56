import { type Command, InvalidArgumentError, Option } from "commander";
import { type Severity, severities } from "../../audit/review/finding";
import { parseSeconds } from "../../facts/duration";

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

/** `--viewer`, of what visitors come to. */
export function viewerOption(): Option {
  const description = "what visitors are, such as country=DE,device=mobile (docs/rehearsal.md)";
  return new Option("--viewer <name=value>", description).argParser(collect).default([]);
}

/** `--http-port`, of what visitors come to. */
export function httpPort(): Option {
  const description = "port where visitors come by HTTP, as to port 80; 0 picks a free one, none by default";
  return new Option("--http-port <number>", description).argParser(portNumber);
}

/** The parser of a whole number above 0. */
export function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected a whole number above 0.");
}

/**
 * An option that is a length of time, in seconds.
 *
 * @param fallback as it would be typed
 * @param longest what is waited for has to end before a timer of Node does not count any further, after 24 days
 */
export function lasting(flags: string, description: string, fallback?: string, longest = "20d"): Option {
  const option = new Option(`${flags} <duration>`, description).argParser((text) => {
    const given = parseSeconds(text);
    if (given && given <= (parseSeconds(longest) as number)) return given;
    throw new InvalidArgumentError(`expected a duration from 1s to ${longest}, such as 30s, 10m or 2h.`);
  });
  return fallback === undefined ? option : option.default(parseSeconds(fallback), fallback);
}

/** `--hold`, with a length of time or without one. */
export function holding(description: string): Option {
  const { parseArg } = lasting("--hold", description);
  return new Option("--hold [duration]", description).argParser((text) => parseArg?.(text, undefined));
}

/** For the verbs that run Terraform on a state that others may write. */
export function lockTimeout(): Option {
  return lasting("--lock-timeout", "how long another run may hold the state's lock", "2m");
}

/** `--wait-delegation`, of a verb that may make a zone. */
export function waitDelegation(): Option {
  return lasting(
    "--wait-delegation",
    "how long DNS may take to lead to a zone that is made; without it, the verb says what to enter, and ends",
  );
}

/** `--replica-timeout`, of what waits for copies. */
export function replicaTimeout(): Option {
  return lasting("--replica-timeout", "how long each wait for the replica may take", "15m");
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

/** A port to listen on; 0 is a free one. */
export function port(flags: string, description: string, fallback: number): Option {
  return new Option(`${flags} <number>`, description).default(fallback).argParser(portNumber);
}

/** @throws {InvalidArgumentError} for what is no port */
export function portNumber(text: string): number {
  const given = Number(text);
  if (/^\d{1,5}$/.test(text) && given <= 65_535) return given;
  throw new InvalidArgumentError("expected a port, from 0 to 65535.");
}

/** A percentage as it is typed, 0 to 100; undefined where it is none. */
export function percentIn(text: string): number | undefined {
  const given = Number(text);
  return /^\d{1,3}(\.\d{1,9})?$/.test(text) && given <= 100 ? given : undefined;
}

export function percent(flags: string, description: string, fallback: number): Option {
  return new Option(`${flags} <percent>`, description).default(fallback).argParser((text) => {
    const given = percentIn(text);
    if (given !== undefined) return given;
    throw new InvalidArgumentError("expected a number from 0 to 100.");
  });
}

/** `--json`, of every verb. */
export function json(description = "print for a machine"): Option {
  return new Option("--json", description).default(false);
}

/** Options of a verb that takes `--site` beside names. */
export type Choosing<Options> = Options & { readonly site?: string; readonly json: boolean };

/** Options of a verb that asks before what cannot be taken back. */
export type Confirming<Options> = Options & { readonly yes: boolean; readonly json: boolean };
