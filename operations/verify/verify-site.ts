import type { SiteConfig } from "../../config";
import { namedDocuments } from "../../config/named-documents";
import { urlStyleOf } from "../../config/url-style";
import { encodePath } from "../../facts/site/path";
import { isReachable } from "../../facts/site/visitor-path";
import { pooled } from "../../release/pool";
import type { NotAsked } from "./check";
import {
  type ErrorPage,
  fileTask,
  plainHttpTask,
  redirectTask,
  regionsTask,
  type Subject,
  unknownPageTask,
} from "./checks";
import type { ExpectedFile } from "./expected";
import type { Verification } from "./report";

/** How a site is asked. */
export interface Asking {
  /** Requests at a time. */
  readonly concurrency: number;
  /** A name that nobody has published. */
  readonly unknownName: string;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Asks a site for everything that it should serve. */
export async function verifySite(
  subject: Subject,
  files: readonly ExpectedFile[],
  { concurrency, now, unknownName }: Asking,
): Promise<Verification> {
  const { address = subject.origin, origin, site } = subject;
  const started = now();
  const isHttps = address.startsWith("https:");
  // Headers come with the behaviour, not with the file: pages and one file of each folder stand for all.
  const folders = new Set<string>();
  const errorPage = errorPageOf(site, files);
  // What has no extension is a route of a single-page application, and no error.
  const unknown = urlStyleOf(site).style === "spa" ? `${unknownName}.html` : unknownName;
  const tasks = [
    ...files.map((file) => {
      const folder = file.key.slice(0, file.key.lastIndexOf("/") + 1);
      const isFirst = !folders.has(folder);
      folders.add(folder);
      return fileTask(subject, file, isFirst || file.contentType.startsWith("text/html"));
    }),
    unknownPageTask(subject, `/${unknown}`, errorPage),
    ...[...folders]
      .filter((folder) => folder !== "")
      .map((folder) => unknownPageTask(subject, encodePath(`/${folder}${unknown}`), errorPage)),
    ...site.redirects.map((redirect) => redirectTask(subject, redirect)),
    ...(isHttps ? [plainHttpTask(subject)] : []),
    regionsTask(subject),
  ];
  const checks = (await pooled(tasks, concurrency, (task) => task())).flat();
  const notAsked: NotAsked[] = [
    ...(isHttps ? [] : [{ group: "HTTP to HTTPS" as const, why: "the address is plain HTTP" }]),
    ...(site.redirects.length > 0 ? [] : [{ group: "redirects" as const, why: "the site has none" }]),
  ];
  return { url: origin, address, site: site.name, checks, notAsked, warnings: [], took: now() - started };
}

/** Nothing is known of one that visitors cannot ask for themselves. */
function errorPageOf(site: SiteConfig, files: readonly ExpectedFile[]): ErrorPage {
  const named = namedDocuments(site).find(({ path }) => path[1] === "notFound");
  if (named === undefined || !isReachable(named.key, urlStyleOf(site))) return undefined;
  return files.find(({ key }) => key === named.key) ?? "missing";
}
