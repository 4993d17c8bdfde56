import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { unzipSync } from "fflate";
import type { Environment } from "../../toolchain";
import { deliveryError } from "../errors";
import type { GitHub } from "./client";
import { findReviewedPlan } from "./reviewed-plan";
import { addSummary, repositoryOf } from "./runner";

export interface FetchPlanOptions {
  /** Folder that the plan goes to. */
  readonly out: string;
  /** File name of the workflow that planned. */
  readonly workflow: string;
  /** Name of the artifact that it kept. */
  readonly artifact: string;
}

/**
 * Brings the plan that was reviewed in the pull request of the commit that the workflow runs for. That there is none is
 * no failure: the apply then plans by itself. Resolves with which one it is, or why there is none.
 */
export async function fetchPlan(
  options: FetchPlanOptions,
  env: Environment,
  github: GitHub,
): Promise<string> {
  const { GITHUB_SHA: commit } = env;
  if (!commit) {
    throw deliveryError("GITHUB_ENVIRONMENT", "GITHUB_SHA is not set");
  }
  const found = await findReviewedPlan(github, { repository: repositoryOf(env), commit, ...options });
  const said =
    "zip" in found
      ? `the plan of #${found.pullRequest} from ${found.run}`
      : `no reviewed plan: ${found.missing}`;
  addSummary(said, env);
  mkdirSync(options.out, { recursive: true });
  if ("zip" in found) unpack(found.zip, options.out);
  return said;
}

/** Writes an artifact's files, none of them outside of the folder. */
function unpack(zip: Uint8Array, folder: string): void {
  const root = resolve(folder);
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    const target = resolve(root, name);
    if (!target.startsWith(root + sep)) {
      throw deliveryError("PLAN_ARTIFACT_UNSAFE", `the artifact holds "${name}"`);
    }
    if (name.endsWith("/")) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}
