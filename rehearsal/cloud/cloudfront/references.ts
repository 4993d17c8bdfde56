import { kinds } from "./kinds";
import type { CloudFrontState } from "./state";

/**
 * Whether anything refers to a resource by one of its names. Ids and ARNs are drawn, so that a value that is equal to
 * one means it, wherever it stands; texts for people are no references.
 */
export function refersTo(config: unknown, names: readonly string[]): boolean {
  if (typeof config === "string")
    return names.includes(config) || names.includes(config.split("/").at(-1) ?? "");
  if (typeof config !== "object" || config === null) return false;
  return Object.entries(config).some(([name, value]) => !texts.has(name) && refersTo(value, names));
}

const texts: ReadonlySet<string> = new Set([
  "Comment",
  "Description",
  "CallerReference",
  "HeaderValue",
  "Value",
]);

/** Every configuration of the account with the id of what it belongs to. */
export function configurations(state: CloudFrontState): { readonly id: string; readonly config: unknown }[] {
  return [
    ...state.distributions.all().map(({ id, config }) => ({ id, config })),
    ...state.functions.all().map(({ id, development, live }) => ({
      id,
      config: [development.config, live?.config],
    })),
    ...[...kinds.values()].flatMap((kind) => state.table(kind).own()),
  ];
}
