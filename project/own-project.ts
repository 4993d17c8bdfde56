import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Project, type ProjectExports, readProject, type SiteConfig, type SiteInput } from "../config";
import { contentDocuments } from "../config/content-documents";
import { configFile } from "../config/project-root";
import { projectError } from "./errors";
import { filesOfModule, loadModule } from "./load-module";

/** Where site.config.ts is, which the folders that it names are relative to. @throws {OutlastError} PROJECT_NOT_FOUND */
export function projectRoot(): string {
  return dirname(ownConfig());
}

/** The config's own files, whose change makes it another. */
export function configFiles(): readonly string[] {
  const file = ownConfig();
  try {
    return filesOfModule(file);
  } catch {
    // Whoever is writing it wants to hear when it has become right.
    return [file];
  }
}

const definitions = new Map<string, ProjectExports>();

/** What the config exports: read once, since a process is over before anybody has written another. */
function definition(): ProjectExports {
  const file = ownConfig();
  const known = definitions.get(file) ?? loadModule(file);
  definitions.set(file, known);
  return known;
}

/** What another TypeScript file of the project exports, such as a drill's. @throws {OutlastError} for one that cannot be read */
export function ownModule(file: string): Readonly<Record<string, unknown>> {
  return loadModule(file);
}

function ownConfig(): string {
  const file = configFile();
  if (file === undefined)
    throw projectError("PROJECT_NOT_FOUND", `there is none in ${process.cwd()} or above it`);
  if (!existsSync(file)) throw projectError("PROJECT_NOT_FOUND", `there is no ${file}`);
  return file;
}

/**
 * The project of site.config.ts. In a shell of the local cloud, its state is in the bucket there, whatever the config says
 * of AWS.
 *
 * @throws {ConfigError}
 */
export function ownProject(env: NodeJS.ProcessEnv = process.env): Project {
  const root = projectRoot();
  const project = readProject(definition(), {
    documents: (site) => contentDocuments(site, root),
    read: ({ content }, path) => {
      const file = join(root, content.folder, path);
      return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    },
    isThere: ({ content }, path) => existsSync(join(root, content.folder, path)),
  });
  const { deployment } = project;
  if (!deployment || env.OUTLAST_BOOTSTRAPPED !== "true") return project;
  return { ...project, deployment: { ...deployment, bootstrapped: true } };
}

/** The sites as site.config.ts has them, in the order of `ownSites`. */
export function ownDefinitions(): readonly unknown[] {
  return [definition().default].flat();
}

/** Where its state is, without a look at the sites' content. @throws {ConfigError} */
export function ownDeployment(): Project["deployment"] {
  return readProject(definition()).deployment;
}

/** Whether the config says which region the state is in, or leaves it to that of the first site's replica. */
export function saysStateRegion(): boolean {
  const { deployment } = definition();
  return typeof deployment === "object" && deployment !== null && "region" in deployment;
}

/** Whether the project could have one site in these regions. @throws {ConfigError} */
export function checkRegions(site: string, regions: SiteInput["regions"]): void {
  const { deployment } = definition();
  const sites = ownDefinitions().map((one) =>
    (one as Partial<SiteInput>).name === site ? { ...(one as object), regions } : one,
  );
  const region = ownDeployment()?.region;
  readProject({ default: sites, ...(deployment !== undefined && { deployment: { ...deployment, region } }) });
}

/** Its sites, without a look at their content: for verbs that need none of it. @throws {ConfigError} */
export function ownSites(): readonly SiteConfig[] {
  return readProject(definition()).sites;
}
