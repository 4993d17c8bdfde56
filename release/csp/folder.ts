import { readFile } from "node:fs/promises";
import type { SiteConfig } from "../../config";
import { headerRuleSettings } from "../../config/header-settings";
import { compileHeaderRules } from "../../facts/site/header-rules";
import { counted, type ReleaseProblem } from "..";
import { contentTypeOf, isDocumentType } from "../classes/content-type";
import { unreadable, walkFolder } from "../scan/walk";
import { type Blocked, checkCsp, readPages } from "./";

/** The built pages of a folder and what they demand, and what of the folder cannot be read. */
export async function readFolderPages(folder: string, origin: string) {
  const { files, problems } = await walkFolder(folder);
  const unread: ReleaseProblem[] = [...problems];
  const texts = new Map<string, string>();
  for (const { key, path } of files) {
    const type = contentTypeOf(key);
    if (!isDocumentType(type) && !type.startsWith("text/css")) continue;
    try {
      texts.set(key, await readFile(path, "utf8"));
    } catch (error) {
      unread.push(unreadable(key, error));
    }
  }
  const pages = [...texts].filter(([key]) => isDocumentType(contentTypeOf(key)));
  const demands = readPages({
    origin,
    pages: pages.map(([key, html]) => ({ key, html })),
    styleSheet: (key) => (contentTypeOf(key).startsWith("text/css") ? texts.get(key) : undefined),
  });
  return { pages: demands, problems: unread };
}

/** Where visitors find the site, as policies compare it: a stand-in for the distribution's own name without a domain. */
export function originOf({ domain }: Pick<SiteConfig, "domain">): string {
  return domain ? `https://${domain.name}` : "https://site.invalid";
}

/**
 * What the configured policy, and those of the pages themselves, would block in a built site, as far as it can be read:
 * the release says what cannot.
 */
export async function checkFolder(folder: string, site: SiteConfig): Promise<Blocked[]> {
  const origin = originOf(site);
  const { pages } = await readFolderPages(folder, origin);
  const policyOf = policies(site);
  return pages.flatMap((page) => checkCsp(policyOf(page.page), [page], origin));
}

/** The policy that a page is served with: what the header rules leave, else the floor's. */
function policies({ headers }: SiteConfig): (key: string) => string | undefined {
  const floor = headers.contentSecurityPolicy === false ? undefined : headers.contentSecurityPolicy;
  const changesFor = compileHeaderRules(headerRuleSettings(headers.rules));
  return (key) => {
    const changes = changesFor({ path: `/${key}`, status: 200, contentType: contentTypeOf(key) });
    const own = changes.findLast(({ name }) => name.toLowerCase() === "content-security-policy");
    return own?.value ?? floor;
  };
}

/** Findings for a person, page by page. */
export function renderBlocked(blocked: readonly Blocked[]): string {
  const pages = [...new Set(blocked.map(({ page }) => page))];
  const lines = pages.flatMap((page) => [
    `  ${page}`,
    ...blocked
      .filter((one) => one.page === page)
      .map(
        ({ by, directive, needs, what }) =>
          `    ${by === "page" ? `${directive} of the page's own <meta>` : directive} blocks ${what}\n      it would need ${needs}`,
      ),
  ]);
  return [
    `the Content-Security-Policy would block ${counted(blocked.length, "thing")} on ${counted(pages.length, "page")}:`,
    ...lines,
  ].join("\n");
}
