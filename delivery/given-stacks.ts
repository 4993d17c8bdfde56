import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Stack } from "../project/stacks";
import { deliveryError } from "./errors";
import { foreignParts } from "./foreign-parts";
import { readLockFile } from "./terraform/lock-file";
import { lockName } from "./terraform/stack-folder";

/** What a stack's folder holds besides its JSON and its lock file: the archives of functions. */
const archive = /^[\w-]+\.zip$/;

/**
 * Stacks that somebody else has synthesized, such as a job that ran a pull request's code, in place of one's own. They
 * are read as data: whatever could run something, reach another state or read the machine is refused, and of the
 * folder's files nothing is taken but the JSON, the archives and the lock file, which can only choose a version of the
 * provider that the registry signs.
 *
 * @param folder as `outlast synth` writes it, with `stacks/<name>/cdk.tf.json`
 * @param own the stacks as they are synthesized here; what is given takes the place of their files
 * @throws {OutlastError} `GIVEN_STACK_FOREIGN`, `GIVEN_STACK_MISSING`
 */
export function givenStacks(folder: string, own: readonly Stack[]): Stack[] {
  const given = own.map((stack) => ({
    stack,
    configuration: readConfiguration(folder, stack),
    lock: readLock(folder, stack),
  }));
  const foreign = given.flatMap(({ configuration, lock, stack }) =>
    [
      ...foreignParts(configuration, stack.configuration),
      ...(lock !== undefined && readLockFile(lock) === undefined
        ? [`${lockName}: it locks other providers than AWS's, or is no lock file`]
        : []),
    ].map((part) => `${stack.name}: ${part}`),
  );
  if (foreign.length > 0) {
    throw deliveryError("GIVEN_STACK_FOREIGN", foreign.join("; "));
  }
  for (const { stack, configuration } of given) {
    writeFileSync(join(stack.folder, "cdk.tf.json"), configuration);
    copyArchives(join(folder, "stacks", stack.name, "assets"), join(stack.folder, "assets"));
  }
  return given.map(({ configuration, lock, stack }) => ({ ...stack, configuration, lock }));
}

/** As it was committed where the stacks were synthesized. */
function readLock(folder: string, { name }: Stack): string | undefined {
  const path = join(folder, "stacks", name, lockName);
  return isFile(path) ? readFileSync(path, "utf8") : undefined;
}

function readConfiguration(folder: string, { name }: Stack): string {
  const path = join(folder, "stacks", name, "cdk.tf.json");
  if (isFile(path)) return readFileSync(path, "utf8");
  throw deliveryError("GIVEN_STACK_MISSING", `${path} is no file`);
}

function copyArchives(from: string, to: string): void {
  const names = existsSync(from) ? readdirSync(from) : [];
  mkdirSync(to, { recursive: true });
  for (const name of names.filter((one) => archive.test(one) && isFile(join(from, one))))
    copyFileSync(join(from, name), join(to, name));
}

/** A link is none: it could lead anywhere. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
