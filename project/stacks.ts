import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Project, SiteConfig } from "../config";
import { stackName } from "../config/names";
import { stateStackId, synthesize } from "../stacks/synthesize";
import { projectError } from "./errors";
import { committedLock } from "./locks";
import { isCalled } from "./sites";

/** A stack as it is synthesized now. */
export interface Stack {
  readonly name: string;
  /** Where Terraform runs. */
  readonly folder: string;
  /** Its cdk.tf.json. */
  readonly configuration: string;
  /** The site that it is of; the state stack is of none. */
  readonly site: SiteConfig | undefined;
  /** The lock file that is committed for it, if one is. */
  readonly lock?: string | undefined;
}

/**
 * Synthesizes the project and returns the named stacks, a site's also by a host of it, in the project's order; without names, those of the sites. The
 * state stack describes the permissions of whoever runs in CI, and is only ever touched by name.
 *
 * @throws {OutlastError} `STACK_UNKNOWN`
 */
export function synthesizedStacks(project: Project, given: readonly string[] = []): Stack[] {
  const all = synthesize(project);
  const names = given.map((name) => {
    const site = project.sites.find((one) => isCalled(one, name));
    return site ? stackName(site) : name;
  });
  const unknown = names.filter((name) => !all.some((stack) => stack.name === name));
  if (unknown.length > 0) {
    throw projectError(
      "STACK_UNKNOWN",
      `there is no stack ${unknown.map((name) => `"${name}"`).join(", ")}`,
      `The project has ${all.map(({ name }) => name).join(", ")}.`,
    );
  }
  const isMeant = (name: string) => (names.length > 0 ? names.includes(name) : name !== stateStackId);
  return all
    .filter(({ name }) => isMeant(name))
    .map(({ name, file }) => ({
      name,
      folder: resolve(dirname(file)),
      configuration: readFileSync(file, "utf8"),
      site: project.sites.find((site) => stackName(site) === name),
      lock: committedLock(name),
    }));
}
