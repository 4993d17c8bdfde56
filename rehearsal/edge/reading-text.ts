import { defaultSwitches, type Switches } from "./readings";

/** What a person may write for a switch: one of these values, or a list of these status codes. */
type Choices = {
  readonly [Name in keyof Switches]: Switches[Name] extends readonly number[]
    ? { readonly codes: readonly number[] }
    : readonly Switches[Name][];
};

/** Status codes that an origin group may list. API, StatusCodes of OriginGroupFailoverCriteria. */
const failoverCodes = [400, 403, 404, 416, 429, 500, 502, 503, 504];
const yesOrNo = [true, false];
const result = ["RefreshHit", "Hit"] as const;

export const switchChoices: Choices = {
  defaultRootObject: ["before-functions", "after-functions"],
  nameFailureCriteria: { codes: failoverCodes },
  s3NameFailureStatus: [502, 503, 504],
  refusedConnectionStatus: [502, 504],
  completionTimeoutFailsOver: yesOrNo,
  failoverStatus: ["origin", "origin-response"],
  originResponseOnFailover: yesOrNo,
  generatedErrorFailsOver: yesOrNo,
  sameRequestIdForBothOrigins: yesOrNo,
  staleOrder: ["after-failover", "before-failover"],
  staleWindowCap: ["total-age", "window"],
  holdAfterSilence: yesOrNo,
  mustRevalidate: ["ignored", "forbids-stale"],
  originAge: ["ignored", "subtracted"],
  lifetimeAfter304: ["stored-headers", "own-headers"],
  alsoHeldErrors: { codes: [403, 410, 429] },
  compressionTypeParameters: ["ignored", "compared"],
  staleIfErrorResult: result,
  heldStaleResult: result,
  staleWhileRevalidateResult: result,
  ageCountsFrom: ["revalidation", "reception"],
  headMiss: ["pass", "fetch-object"],
  errorPageHeadersPolicy: ["request", "page"],
  errorPagesForRefusals: yesOrNo,
  errorPagesForFunctionErrors: yesOrNo,
};

/** A switch that nobody knows, or a value that it does not take; the message lists what there is. */
export class SwitchError extends Error {
  override readonly name = "SwitchError";
}

/**
 * Reads switches as a person writes them, `name=value`, where a list of codes is `502,503`; the last one counts for
 * a name that comes twice.
 * @throws {SwitchError}
 */
export function parseSwitches(texts: readonly string[]): Partial<Switches> {
  return Object.fromEntries(texts.map(parseSwitch));
}

function parseSwitch(text: string): [name: string, value: unknown] {
  const at = text.indexOf("=");
  const name = at < 0 ? text : text.slice(0, at);
  if (!isSwitch(name))
    throw new SwitchError(
      `${text}: no switch is called ${name}; there is ${Object.keys(switchChoices).join(", ")}`,
    );
  const choices: (typeof switchChoices)[keyof Switches] = switchChoices[name];
  const value = at < 0 ? undefined : text.slice(at + 1);
  if ("codes" in choices) return [name, parseCodes(text, value, choices.codes)];
  const found = (choices as readonly unknown[]).find((choice) => String(choice) === value);
  if (found === undefined) throw new SwitchError(`${text}: ${name} takes ${choices.join(", ")}`);
  return [name, found];
}

function parseCodes(text: string, value: string | undefined, allowed: readonly number[]): number[] {
  const items = value === "" ? [] : (value?.split(",").map(Number) ?? [Number.NaN]);
  const isAllowed = items.every((item) => allowed.includes(item));
  if (!isAllowed) throw new SwitchError(`${text}: expected some of ${allowed.join(",")}, without spaces`);
  return items;
}

function isSwitch(name: string): name is keyof Switches {
  return Object.hasOwn(switchChoices, name);
}

/** The switches that are not as they are by default, as `parseSwitches` reads them. */
export function formatSwitches(switches: Partial<Switches>): string[] {
  return Object.entries(switches)
    .filter(([name, value]) => String(value) !== String(defaultSwitches[name as keyof Switches]))
    .map(([name, value]) => `${name}=${value}`);
}
