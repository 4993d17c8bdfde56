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

/** The settings as the variable holds them. */
export function settingsText({ period, failures, healthyFor, throwsPerHour }: SentinelSettings): string {
  return JSON.stringify({ period, failures, healthyFor, throwsPerHour });
}

/** Reads the variable. Undefined for a text that no sentinel could go by. */
export function parseSettings(text: string | undefined): SentinelSettings | undefined {
  try {
    const value = JSON.parse(text ?? "") as SentinelSettings;
    const numbers = [value.period, value.failures, value.healthyFor, value.throwsPerHour];
    return numbers.every((one) => Number.isFinite(one) && one > 0) ? value : undefined;
  } catch {
    return undefined;
  }
}
