import { headerLifetimesCheck } from "../checks/header-lifetimes";
import { headerRulesCheck } from "../checks/header-rules";
import { pathPatternsCheck } from "../checks/path-patterns";
import { redirectsCheck } from "../checks/redirects";
import type { ConfigFinding } from "../problem";
import type { SiteConfig } from "../schema";
import { type ImportedHeaders, readHeadersFile } from "./headers";
import { type ImportedRedirects, readRedirectsFile } from "./redirects";
import { netlifyPath } from "./rules";

export { netlifyRules } from "./rules";

/** The two files in the root of a build; with `content.netlifyFiles` they are read and not published. */
export const netlifyFiles: ReadonlySet<string> = new Set(["_redirects", "_headers"]);

/** A site with what a build's `_redirects` and `_headers` add to it. */
export interface WithNetlifyFiles {
  readonly site: SiteConfig;
  readonly findings: readonly ConfigFinding[];
  /** Findings of checks of that site, where they are about a line of the files as such. */
  readonly told: (found: readonly ConfigFinding[]) => ConfigFinding[];
}

/** Reads the files, if the config says so. `read` has the text of a file of the content folder, undefined if there is none. */
export function withNetlifyFiles(
  site: SiteConfig,
  read: (name: string) => string | undefined,
): WithNetlifyFiles {
  if (!site.content.netlifyFiles) return { site, findings: [], told: (found) => [...found] };
  const imported = readRedirectsFile(read("_redirects") ?? "", site);
  const headers = readHeadersFile(read("_headers") ?? "", site);
  return {
    site: {
      ...site,
      redirects: [...site.redirects, ...imported.redirects.map(({ redirect }) => redirect)],
      headers: { ...site.headers, rules: [...site.headers.rules, ...headers.rules.map(({ rule }) => rule)] },
    },
    findings: [...imported.findings, ...headers.findings],
    told: (found) => found.flatMap((finding) => toldOf(finding, site, imported, headers)),
  };
}

/** What of a folder's files cannot be honoured, by themselves: what they are together with the config is synthesis' to say. */
export function netlifyFindings(
  site: SiteConfig,
  read: (name: string) => string | undefined,
  documents: readonly string[],
): ConfigFinding[] {
  const alone = { ...site, redirects: [], headers: { ...site.headers, rules: [] } };
  const added = withNetlifyFiles(alone, read);
  const found = [redirectsCheck, headerRulesCheck, headerLifetimesCheck, pathPatternsCheck].flatMap((check) =>
    check.find(added.site, { documents }),
  );
  const isOfFiles = ({ path, severity }: ConfigFinding) => path[1] === netlifyPath[1] && severity === "error";
  return [...added.findings, ...added.told(found).filter(isOfFiles)];
}

function toldOf(
  finding: ConfigFinding,
  site: SiteConfig,
  { redirects }: ImportedRedirects,
  { rules }: ImportedHeaders,
): ConfigFinding[] {
  const [first, second, third] = finding.path;
  const at = first === "redirects" ? Number(second) - site.redirects.length : -1;
  const below = first === "headers" && second === "rules" ? Number(third) - site.headers.rules.length : -1;
  const redirect = redirects[at];
  const place = redirect?.place ?? rules[below]?.place;
  if (place === undefined) return [finding];
  // 301! goes before the file, as redirects do here.
  if (redirect?.force && finding.code === "REDIRECT_SHADOWS_DOCUMENT") return [];
  return [{ ...finding, path: netlifyPath, value: place }];
}
