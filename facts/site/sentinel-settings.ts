/** What the sentinel goes by. Seconds. */
export interface SentinelSettings {
  /** How often it looks. */
  readonly period: number;
  /** Checks in a row that a region has to fail until visitors are sent to the other. */
  readonly failures: number;
  /** How long the primary has to be well before visitors come back to it. */
  readonly healthyFor: number;
  /** Most throws of the switch in an hour, there and back; the last of them leads to the replica. */
  readonly throwsPerHour: number;
}

/** Name of the variable that the deployed function has its settings in: what is rehearsed is read there too. */
export const settingsVariable = "OUTLAST_SENTINEL";

const keys = ["period", "failures", "healthyFor", "throwsPerHour"] as const;

/** The settings as the variable holds them: `period=60 failures=3 healthyFor=900 throwsPerHour=4`. */
export function settingsText(settings: SentinelSettings): string {
  return keys.map((key) => `${key}=${settings[key]}`).join(" ");
}

/** Reads the variable. Undefined for a text that no sentinel could go by. */
export function parseSettings(text: string): SentinelSettings | undefined {
  const given = new Map(text.split(" ").map((part) => part.split("=") as [string, string]));
  const [period = 0, failures = 0, healthyFor = 0, throwsPerHour = 0] = keys.map((key) =>
    Number(given.get(key)),
  );
  const settings = { period, failures, healthyFor, throwsPerHour };
  return Object.values(settings).every((one) => Number.isFinite(one) && one > 0) ? settings : undefined;
}

/** The metric of its decisions: 0 while all is well, 1 while it watches, 2 when it throws, or would and may not. */
export const sentinelMetric = { namespace: "outlast", name: "Concern", dimension: "Site" } as const;
