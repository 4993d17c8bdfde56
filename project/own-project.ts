import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Project, readProject, type SiteConfig } from "../config";
import { contentDocuments } from "../config/content-documents";
import { packageRoot } from "../config/package-root";
// Here alone: who else needs what a user has written asks this file for it.
import * as definition from "../site.config";

/** Where site.config.ts is, which the folders that it names are relative to: today, the folder of this package. */
export function projectRoot(): string {
  return packageRoot();
}

/**
 * The project of site.config.ts. In a shell of the local cloud, its state is in the bucket there, whatever the config says
 * of AWS.
 *
 * @throws {ConfigError}
 */
export function ownProject(env: NodeJS.ProcessEnv = process.env): Project {
  const root = projectRoot();
  const project = readProject(definition, {
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
  return [definition.default].flat();
}

/** Where its state is, without a look at the sites' content. @throws {ConfigError} */
export function ownDeployment(): Project["deployment"] {
  return readProject(definition).deployment;
}

/** Its sites, without a look at their content: for verbs that need none of it. @throws {ConfigError} */
export function ownSites(): readonly SiteConfig[] {
  return readProject(definition).sites;
}
