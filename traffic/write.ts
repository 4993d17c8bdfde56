import { writeFileSync } from "node:fs";
import { trafficError } from "./errors";
import type { TrafficProfile } from "./profile";

/** A profile as its file has it. */
export function profileJson(profile: TrafficProfile): string {
  return `${JSON.stringify(profile, null, 2)}\n`;
}

/** Keeps a profile for `--traffic` of other verbs. @throws {OutlastError} TRAFFIC_UNWRITABLE */
export function writeProfile(file: string, profile: TrafficProfile): void {
  try {
    writeFileSync(file, profileJson(profile));
  } catch (cause) {
    throw trafficError("TRAFFIC_UNWRITABLE", `${file}: ${(cause as Error).message}`, undefined, { cause });
  }
}
