import { parseSettings, type SentinelSettings, settingsVariable } from "../../facts/site/sentinel-settings";
import type { Resources } from "../../terraform/resources";

/** What throws the site's switch without a person goes by, where the file has a function with such settings. */
export function readSentinel(resources: Resources): SentinelSettings | undefined {
  for (const { attributes } of resources.ofTypeWhereKnown("aws_lambda_function")) {
    const text = variableOf(attributes.get("environment"));
    const settings = typeof text === "string" ? parseSettings(text) : undefined;
    if (settings !== undefined) return settings;
  }
  return undefined;
}

/** Other variables of the function may be unknown; this one is a text of the config's. */
function variableOf(environment: unknown): unknown {
  const block: unknown = Array.isArray(environment) ? environment[0] : environment;
  return memberOf(memberOf(block, "variables"), settingsVariable);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
