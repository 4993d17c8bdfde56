import { readFileSync, statSync } from "node:fs";
import { OutlastError } from "../errors/outlast-error";
import { type DrillResult, resultVersion } from "../rehearsal/drill/result";
import { reportError } from "./errors";
import { resultSchema } from "./result-schema";

/** A result of fifty scenarios has half a megabyte; somebody else may have written it. */
const mostBytes = 50_000_000;
/** Places that are named of a result that is none. */
const shownPlaces = 5;

/**
 * A result that was kept, of this version or an earlier one.
 *
 * @param name of the file, for errors
 * @throws {OutlastError} `DRILL_RESULT_UNREADABLE`, `DRILL_RESULT_VERSION`
 */
export function readResult(text: string, name: string): DrillResult {
  const json = parsed(text, name);
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === "number" && version > resultVersion)
    throw reportError(
      "DRILL_RESULT_VERSION",
      `${name} has version ${version}, and ${resultVersion} is the newest here`,
    );
  const { data, error } = resultSchema.safeParse(json);
  if (data !== undefined) return data;
  const places = error.issues
    .slice(0, shownPlaces)
    .map(({ message, path }) => `${path.join(".") || "it"}: ${message}`);
  throw reportError("DRILL_RESULT_UNREADABLE", `${name}: ${places.join("; ")}`);
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw reportError("DRILL_RESULT_UNREADABLE", `${name} is no JSON`, undefined, { cause });
  }
}

/** A result that was kept in a file. @throws {OutlastError} `DRILL_RESULT_UNREADABLE`, `DRILL_RESULT_VERSION` */
export function readResultFile(file: string): DrillResult {
  let text: string;
  try {
    const found = statSync(file);
    if (!found.isFile()) throw Object.assign(new Error(), { code: "it is no regular file" });
    const { size } = found;
    if (size > mostBytes)
      throw Object.assign(new Error(), { code: `${size} bytes, and ${mostBytes} are the most` });
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw reportError("DRILL_RESULT_UNREADABLE", `${file} cannot be read (${code})`, undefined, { cause });
  }
  return readResult(text, file);
}

/** The scenarios of these names; all without a name. @throws {OutlastError} `DRILL_RESULT_SCENARIO`, for all that it has not */
export function ofScenarios(result: DrillResult, names: readonly string[]): DrillResult {
  if (names.length === 0) return result;
  const missing = names.filter((wanted) => !result.scenarios.some(({ name }) => name === wanted));
  if (missing.length > 0)
    throw new OutlastError(
      missing.flatMap((name) => reportError("DRILL_RESULT_SCENARIO", `the result has no ${name}`).problems),
    );
  return { ...result, scenarios: result.scenarios.filter(({ name }) => names.includes(name)) };
}
