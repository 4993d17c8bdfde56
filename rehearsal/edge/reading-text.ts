import { failoverCodes } from "../../facts/cloudfront/limits";
import { defaultReadings, type Readings } from "./readings";

/** What a person may write for a reading: one of these values, or a list of these status codes. */
type Choices = {
  readonly [Name in keyof Readings]: Readings[Name] extends readonly number[]
    ? { readonly codes: readonly number[] }
    : readonly Readings[Name][];
};

const yesOrNo = [true, false];
const result = ["RefreshHit", "Hit"] as const;

export const readingChoices: Choices = {
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
  answersWithoutLifetime: ["shared", "asked-singly"],
  errorPageHeadersPolicy: ["request", "page"],
  errorPagesForRefusals: yesOrNo,
  errorPagesForFunctionErrors: yesOrNo,
  newestVersion: ["creation", "arrival"],
  accessPointDisruption: ["unreachable", "ignored"],
  taggedPlans: ["unsubscribed", "subscribed"],
};

/** What was understood, and what was not: a reading that nobody knows, or a value that it does not take. */
export interface ParsedReadings {
  readonly readings: Partial<Readings>;
  /** Each in words that begin with what was written, and list what there is. */
  readonly problems: readonly string[];
}

/**
 * Reads readings as a person writes them, `name=value`, where a list of codes is `502,503`; the last one counts for
 * a name that comes twice.
 */
export function parseReadings(texts: readonly string[]): ParsedReadings {
  const parsed = texts.map(parseReading);
  return {
    readings: Object.fromEntries(parsed.filter((item) => typeof item !== "string")),
    problems: parsed.filter((item) => typeof item === "string"),
  };
}

/** The reading's name and value, or what is wrong. */
function parseReading(text: string): string | readonly [name: string, value: unknown] {
  const at = text.indexOf("=");
  const name = at < 0 ? text : text.slice(0, at);
  if (!isReading(name))
    return `${text}: no reading is called ${name}; there is ${Object.keys(readingChoices).join(", ")}`;
  const choices: (typeof readingChoices)[keyof Readings] = readingChoices[name];
  const value = at < 0 ? undefined : text.slice(at + 1);
  if ("codes" in choices) {
    const codes = parseCodes(value, choices.codes);
    return codes ? [name, codes] : `${text}: expected some of ${choices.codes.join(",")}, without spaces`;
  }
  const found = (choices as readonly unknown[]).find((choice) => String(choice) === value);
  return found === undefined ? `${text}: ${name} takes ${choices.join(", ")}` : [name, found];
}

function parseCodes(value: string | undefined, allowed: readonly number[]): number[] | undefined {
  const items = value === "" ? [] : (value?.split(",").map(Number) ?? [Number.NaN]);
  return items.every((item) => allowed.includes(item)) ? items : undefined;
}

function isReading(name: string): name is keyof Readings {
  return Object.hasOwn(readingChoices, name);
}

/** The readings that are not as they are by default, as `parseReadings` reads them. */
export function formatReadings(readings: Partial<Readings>): string[] {
  return Object.entries(readings)
    .filter(([name, value]) => String(value) !== String(defaultReadings[name as keyof Readings]))
    .map(([name, value]) => `${name}=${value}`);
}
