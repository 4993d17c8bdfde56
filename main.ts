import { ConfigError, renderProblems } from "./config";
import { ownProject } from "./project/own-project";
import { synthesize } from "./stacks/synthesize";

try {
  const project = ownProject();
  if (project.warnings.length > 0) console.error(renderProblems(project.warnings));
  synthesize(project);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
