import { parseDuration } from "../../config/duration";
import { parseSwitches, SwitchError, type Switches } from "../../rehearsal/edge";
import { ControlError } from "../../rehearsal/server";
import type { Controls } from "./controls";
import type { RehearsedSite } from "./site-source";
import { startError } from "./start-error";

/** All sites, or the one that is named. @throws {CliError} START_SITE */
export function chooseSites(
  sites: readonly RehearsedSite[],
  name: string | undefined,
): readonly RehearsedSite[] {
  if (name === undefined) return sites;
  const found = sites.filter((site) => site.name === name);
  const names = sites.map((site) => site.name).join(", ");
  if (found.length === 0) throw startError("START_SITE", `there is no site ${name}; there is ${names}`);
  return found;
}

/** @throws {CliError} START_SWITCH */
export function readSwitches(texts: readonly string[]): Partial<Switches> {
  try {
    return parseSwitches(texts);
  } catch (error) {
    if (!(error instanceof SwitchError)) throw error;
    throw startError("START_SWITCH", `--switch ${error.message}`);
  }
}

/** Milliseconds. @throws {CliError} START_LAG */
export function readLag(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) throw startError("START_LAG", `--lag ${text} is no duration`);
  return seconds * 1_000;
}

/** @throws {CliError} START_FAULT */
export function setFirstFault(controls: Controls, text: string): void {
  try {
    controls.setFault(text);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    throw startError("START_FAULT", `--fault: ${error.message}`);
  }
}
