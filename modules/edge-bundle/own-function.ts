import { join, resolve } from "node:path";
import { packageRoot } from "../../config/package-root";
import { projectFolder } from "../../config/project-root";
import type { SiteConfig } from "../../config/schema";
import { bundleCloudFrontFunction, type GenericFunction } from "./generic-function";

type OwnFunction = NonNullable<SiteConfig["edge"]["viewerRequest"]>;

/**
 * A CloudFront Function of the project and one of outlast in one, since an event has one function. The first to answer
 * ends it; else the second has the request that the first returned.
 * @throws EdgeBundleError for what the runtime cannot run, with the file of the project and the line.
 */
export function withOwnFunction(name: string, entry: string, own: OwnFunction): GenericFunction {
  const root = projectFolder() ?? process.cwd();
  const { file, order } = typeof own === "string" ? { file: own, order: "before" } : own;
  const ours = `import { handler as site } from ${JSON.stringify(join(packageRoot(), entry))};`;
  const theirs = `import { handler as own } from ${JSON.stringify(resolve(root, file))};`;
  const [first, second] = order === "before" ? ["own", "site"] : ["site", "own"];
  const text = `${ours}
${theirs}
export async function handler(event) {
  const result = await ${first}(event);
  if (result.statusCode !== undefined) return result;
  event.request = result;
  const answer = await ${second}(event);
  return answer;
}
`;
  return bundleCloudFrontFunction(name, { text }, root);
}
