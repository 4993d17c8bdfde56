import { parseSettings, type SentinelSettings, settingsVariable } from "../../facts/site/sentinel-settings";
import type { Resources } from "../../terraform/resources";

/** What throws a site's switch without a person: where it runs, and what it goes by. */
export interface LoadedSentinel {
  readonly region: string;
  readonly settings: SentinelSettings;
}

/** The functions of the file that have such settings. */
export function readSentinels(resources: Resources): readonly LoadedSentinel[] {
  return resources.ofTypeWhereKnown("aws_lambda_function").flatMap(({ attributes, region = "" }) => {
    const text = variableOf(attributes.get("environment"));
    const settings = typeof text === "string" ? parseSettings(text) : undefined;
    return settings === undefined ? [] : [{ region, settings }];
  });
}

/** Other variables of the function may be unknown; this one is a text of the config's. */
function variableOf(environment: unknown): unknown {
  const block: unknown = Array.isArray(environment) ? environment[0] : environment;
  return memberOf(memberOf(block, "variables"), settingsVariable);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
