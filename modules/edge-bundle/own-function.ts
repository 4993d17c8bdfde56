import { join, resolve } from "node:path";
import { packageRoot } from "../../config/package-root";
import { projectFolder } from "../../config/project-root";
import type { SiteConfig } from "../../config/schema";
import type { Entry } from "./generic-function";

type OwnFunction = NonNullable<SiteConfig["edge"]["viewerRequest"]>;

/**
 * A CloudFront Function of the project and one of outlast in one, since an event has one function. The first to answer
 * ends it; else the second has the request that the first returned.
 */
export function withOwnFunction(
  entry: string,
  own: OwnFunction,
): { readonly entry: Entry; readonly root: string } {
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
  return { entry: { text }, root };
}
