import type { Environment } from "../../toolchain";
import { deliveryError } from "../errors";
import { writeBrought } from "./about";
import { emptyFolder, writeEvidence } from "./artifact";
import type { GitHub } from "./client";
import { findReviewedPlan } from "./reviewed-plan";
import { addSummary, repositoryOf } from "./runner";

export interface FetchPlanOptions {
  /** Folder that the plan goes to; it is empty, or not there. */
  readonly out: string;
  /** File name of the workflow that planned. */
  readonly workflow: string;
  /** Name of the artifact that it kept. */
  readonly artifact: string;
  /** The branch that pull requests are merged into, and that is deployed. */
  readonly branch: string;
}

/**
 * Brings the JSON of the plan that was reviewed in the pull request of the commit that the workflow runs for, to be
 * compared with what the apply plans itself. That there is none is no failure yet. Resolves with which one it is, or why
 * there is none.
 *
 * @throws {OutlastError} `PLAN_FOLDER_TAKEN`, `PLAN_ARTIFACT_UNSAFE`
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
  emptyFolder(options.out);
  const found = await findReviewedPlan(github, { repository: repositoryOf(env), commit, ...options });
  const said =
    "evidence" in found
      ? `the plan of #${found.pullRequest} from ${found.run}`
      : `no reviewed plan: ${found.missing}`;
  addSummary(said, env);
  if ("evidence" in found) writeEvidence(found.evidence, options.out);
  writeBrought(options.out, { said });
  return said;
}
