import { Option } from "commander";
import type { GivenProfile } from "../../rehearsal/drill/traffic/given";

/** A profile of real traffic, in the place of what is made up. */
export function trafficOption(): Option {
  return new Option(
    "--traffic <profile.json>",
    "visitors like those of a profile of `outlast traffic`, not made-up ones",
  );
}

/** The profile of `--traffic`, if there is one. @throws {OutlastError} with all that is wrong with it */
export async function profileGiven(file: string | undefined): Promise<GivenProfile | undefined> {
  if (file === undefined) return undefined;
  const { readProfile } = await import("../../traffic/read");
  return { file, profile: readProfile(file) };
}
