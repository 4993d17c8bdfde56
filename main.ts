import { renderProblems } from "./config";
import { OutlastError } from "./errors/outlast-error";
import { ownProject } from "./project/own-project";
import { synthesize } from "./stacks/synthesize";

try {
  const project = ownProject();
  if (project.warnings.length > 0) console.error(renderProblems(project.warnings));
  synthesize(project);
} catch (error) {
  if (!(error instanceof OutlastError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
