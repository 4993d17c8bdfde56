import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../config/package-root";

/** The version of outlast that this is. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")).version;
}
