import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./own-project";

/** Where the project keeps which providers its stacks use, beside site.config.ts: what is in cdktf.out is not committed. */
export const locksFolder = "terraform-locks";

/** The file that is committed for a stack. */
export function lockPath(stack: string): string {
  return join(projectRoot(), locksFolder, `${stack}.lock.hcl`);
}

/** Its text; undefined where there is none. A link is none: it could lead anywhere. */
export function committedLock(stack: string): string | undefined {
  const path = lockPath(stack);
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : undefined;
}
