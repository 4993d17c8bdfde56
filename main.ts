import { ConfigError, readProject, renderProblems } from "./config";
import { contentDocuments } from "./config/content-documents";
import * as definition from "./site.config";
import { synthesize } from "./stacks/synthesize";

try {
  const project = readProject(definition, { documents: (site) => contentDocuments(site) });
  if (project.warnings.length > 0) console.error(renderProblems(project.warnings));
  synthesize(project);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
