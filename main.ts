import { App } from "cdktf";
import { ConfigError, readProject, renderProblems, type SiteConfig, stackName } from "./config";
import { contentDocuments } from "./config/content-documents";
import * as definition from "./site.config";
import { SiteStack } from "./stacks/site-stack";
import { StateStack } from "./stacks/state-stack";

try {
  const documents = (site: SiteConfig) => contentDocuments(process.cwd(), site);
  const { sites, deployment, warnings } = readProject(definition, { documents });
  if (warnings.length > 0) console.error(renderProblems(warnings));
  const app = new App();
  for (const site of sites) new SiteStack(app, stackName(site), { site, deployment });
  if (deployment?.region) new StateStack(app, "state", { deployment, region: deployment.region, sites });
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
