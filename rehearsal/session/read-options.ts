import { OutlastError, type Problem } from "../../errors/outlast-error";
import { parseMilliseconds } from "../../facts/duration";
import { readProfile } from "../../traffic/read";
import { likeProfile, type ProfiledTraffic } from "../drill/traffic/profiled";
import { parseReadings, type Readings } from "../edge";
import { parseFault } from "../regions";
import { ControlError } from "../server";
import type { Controls } from "./controls";
import type { SessionOptions } from "./options";
import { startError } from "./start-error";
import { Visitors } from "./visitors";

/** What options mean that need no site to be understood. */
export interface ReadOptions {
  readonly readings: Partial<Readings>;
  readonly visitors: Visitors;
  readonly host: string;
  /** Milliseconds. */
  readonly lag: number;
  readonly profile?: ProfiledTraffic;
}

/** @throws {OutlastError} with all that is wrong with them, the form of the faults too */
export function readOptions(given: SessionOptions): ReadOptions {
  const { fault, host, lag, reading: readings, traffic, viewer } = given;
  const problems: Problem[] = [];
  const understood = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof OutlastError)) throw error;
      problems.push(...error.problems);
      return undefined as never;
    }
  };
  const options = {
    readings: understood(() => readReadings(readings)),
    visitors: understood(() => readVisitors(viewer)),
    host: understood(() => readHost(host)),
    lag: understood(() => readLag(lag)),
    ...(traffic !== undefined && { profile: understood(() => profileOf(traffic)) }),
  };
  for (const text of fault) understood(() => checkForm(text));
  if (problems.length > 0) throw new OutlastError(problems);
  return options;
}

/** @throws {OutlastError} START_SWITCH for each that is wrong */
export function readReadings(texts: readonly string[]): Partial<Readings> {
  const { readings, problems } = parseReadings(texts);
  if (problems.length === 0) return readings;
  throw new OutlastError(
    problems.flatMap((problem) => startError("START_SWITCH", `--reading ${problem}`).problems),
  );
}

/** Of no page view are no visitors made. @throws {OutlastError} */
function profileOf(file: string): ProfiledTraffic {
  const profile = readProfile(file);
  if (profile.pageViews > 0) return likeProfile(profile);
  throw startError("START_TRAFFIC", `--traffic ${file} has no page view`);
}

/** @throws {OutlastError} START_VIEWER */
export function readVisitors(texts: readonly string[] = []): Visitors {
  const visitors = new Visitors();
  try {
    visitors.set(texts.join(","));
    return visitors;
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    throw startError("START_VIEWER", `--viewer: ${error.message}`);
  }
}

/** An address, or a name for one; without any, Node would listen on all of them. @throws {OutlastError} START_ADDRESS */
function readHost(text: string): string {
  if (text.trim() !== "") return text;
  throw startError("START_ADDRESS", `--host "${text}" is no address`);
}

/** Milliseconds. @throws {OutlastError} START_LAG */
function readLag(text: string): number {
  const lag = parseMilliseconds(text);
  if (lag === undefined) throw startError("START_LAG", `--lag ${text} is no duration`);
  return lag;
}

/** Whether a fault is written as one; what it names is known with the sites. @throws {OutlastError} START_FAULT */
function checkForm(text: string): void {
  try {
    parseFault(text);
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    throw startError("START_FAULT", `--fault: ${error.value}`);
  }
}

/** @throws {OutlastError} START_FAULT */
export function setFirstFault(controls: Controls, text: string): void {
  try {
    controls.setFault(text);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    throw startError("START_FAULT", `--fault: ${error.message}`);
  }
}
