import { renderProblems } from "../config";
import { OutlastError } from "../errors/outlast-error";
import { ownProject } from "../project/own-project";
import { synthesize } from "../stacks/synthesize";

/**
 * What the `cdktf` command runs: writes a stack for each site of the nearest site.config.ts, and one for the state. What
 * is wrong with the config is said, all of it, and makes the exit code.
 */
export function synthesizeProject(): void {
  try {
    const project = ownProject();
    if (project.warnings.length > 0) console.error(renderProblems(project.warnings));
    synthesize(project);
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
