import { join, resolve } from "node:path";
import { packageRoot } from "../../config/package-root";
import { projectFolder } from "../../config/project-root";
import type { SiteConfig } from "../../config/schema";
import type { Entry } from "./generic-function";

type OwnFunction = NonNullable<SiteConfig["edge"][keyof SiteConfig["edge"]]>;

/** What is bundled where the project has a part in a function. */
export interface OwnEntry {
  readonly entry: Entry;
  /** The project's folder. */
  readonly root: string;
}

/**
 * A CloudFront Function of the project and one of outlast in one, since an event has one function. The first to answer
 * ends it; else the second has the request that the first returned.
 */
export function viewerRequestEntry(site: string, own: OwnFunction): OwnEntry {
  const [first, second] = inOrder(own);
  return entryOf(
    [imported("site", join(packageRoot(), site)), imported("own", pathOf(own))],
    `export async function handler(event) {
  const result = await ${first}(event);
  if (result.statusCode !== undefined) return result;
  event.request = result;
  const answer = await ${second}(event);
  return answer;
}`,
    [own],
  );
}

/** The same of a response, which both have their hands on; the project's alone where `site` has no part in it. */
export function viewerResponseEntry(site: string | undefined, own: OwnFunction): OwnEntry {
  const [first, second] = inOrder(own);
  const imports = [imported("own", pathOf(own))];
  if (site === undefined)
    return entryOf(
      imports,
      "export async function handler(event) {\n  const answer = await own(event);\n  return answer;\n}",
      [own],
    );
  return entryOf(
    [imported("site", join(packageRoot(), site)), ...imports],
    `export async function handler(event) {
  event.response = await ${first}(event);
  const answer = await ${second}(event);
  return answer;
}`,
    [own],
  );
}

/** Both events at the origin in one Lambda function, which is told at which it is called. */
export function lambdaEntry(
  site: string | undefined,
  { originRequest, originResponse }: Pick<SiteConfig["edge"], "originRequest" | "originResponse">,
): OwnEntry {
  const imports = [
    ...(site === undefined ? [] : [imported("site", join(packageRoot(), site))]),
    ...(originRequest === undefined ? [] : [imported("ownRequest", pathOf(originRequest))]),
    ...(originResponse === undefined ? [] : [imported("own", pathOf(originResponse))]),
  ];
  const parts = [...(site === undefined ? [] : ["site"]), ...(originResponse === undefined ? [] : ["own"])];
  const order = parts.length === 2 && originResponse !== undefined ? inOrder(originResponse) : parts;
  const request = `  if (cf.config.eventType === "origin-request") return ownRequest(event, context);\n`;
  return entryOf(
    imports,
    `export async function handler(event, context) {
  const { cf } = event.Records[0];
${originRequest === undefined ? "" : request}${order.map((part) => `  cf.response = await ${part}(event, context);\n`).join("")}  return cf.response;
}`,
    [originRequest, originResponse].filter((own) => own !== undefined),
  );
}

function entryOf(imports: readonly string[], code: string, own: readonly OwnFunction[]): OwnEntry {
  return {
    entry: { text: `${imports.join("\n")}\n${code}\n`, files: own.map(pathOf) },
    root: projectRoot(),
  };
}

function imported(name: string, path: string): string {
  return `import { handler as ${name} } from ${JSON.stringify(path)};`;
}

function inOrder(own: OwnFunction): readonly ["own", "site"] | readonly ["site", "own"] {
  return typeof own === "string" || own.order === "before" ? ["own", "site"] : ["site", "own"];
}

function pathOf(own: OwnFunction): string {
  return resolve(projectRoot(), typeof own === "string" ? own : own.file);
}

function projectRoot(): string {
  return projectFolder() ?? process.cwd();
}
