import { resolve } from "node:path";
import type { Argument, Command, Option } from "commander";

/** What the help calls a value that is a place on this machine. */
const isPlace = /^(?:folder|file|path|plan\.json)$/;

/**
 * Reads the files and folders that a verb is given from where it was called: the verbs themselves work in the project's
 * folder, which site.config.ts and the states of Terraform are relative to.
 *
 * @param here where the verb was called
 */
export function fromWhereItWasCalled(verb: Command, here: string): void {
  const places = [
    ...verb.registeredArguments.filter((argument) => isPlace.test(argument.name())),
    ...verb.options.filter(({ flags }) => isPlace.test(/<(.+)>/.exec(flags)?.[1] ?? "")),
  ];
  for (const place of places) prepend(place, (text) => resolve(here, text));
  const origin = verb.options.find(({ long }) => long === "--origin");
  if (origin) prepend(origin, (text) => resolvedTarget(text, here));
}

/** Does something to the text before it is read as it was. */
function prepend(place: Argument | Option, change: (text: string) => string): void {
  const { parseArg, variadic } = place;
  place.parseArg = <T>(text: string, previous: T): T => {
    const changed = change(text);
    if (parseArg) return parseArg(changed, previous);
    return (variadic ? [...((previous as readonly string[]) ?? []), changed] : changed) as T;
  };
}

/** `<id>=<url or folder>` with the folder as it is from there. */
function resolvedTarget(text: string, here: string): string {
  const [id = "", ...rest] = text.split("=");
  const target = rest.join("=");
  return target === "" || /^https?:/i.test(target) ? text : `${id}=${resolve(here, target)}`;
}
