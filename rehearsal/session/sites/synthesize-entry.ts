// Runs in a process of its own, so that a changed site.config.ts, or a changed construct, is read anew.
import { problemsToJson, renderProblems } from "../../../config";
import { stackName } from "../../../config/names";
import { OutlastError } from "../../../errors/outlast-error";
import { ownProject } from "../../../project/own-project";
import { synthesize } from "../../../stacks/synthesize";

const [outdir, json] = process.argv.slice(2);
try {
  const project = ownProject();
  const stacks = synthesize(project, { outdir: outdir as string });
  if (project.warnings.length > 0) console.error(renderProblems(project.warnings));
  const sites = project.sites.map((config) => ({
    config,
    file: stacks.find(({ name }) => name === stackName(config))?.file,
  }));
  console.log(JSON.stringify(sites));
} catch (error) {
  if (!(error instanceof OutlastError)) throw error;
  console.error(json ? problemsToJson(error.problems) : error.message);
  process.exitCode = error.exitCode;
}
