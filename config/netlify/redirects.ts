import { hasExtension, type UrlStyle } from "../../facts/site/url-style";
import { inCommon, patternShape } from "../checks/redirect-shape";
import type { ConfigFinding } from "../problem";
import { redirectPattern } from "../redirect-pattern";
import { redirectFinder } from "../redirect-rules";
import type { Redirect, SiteConfig } from "../schema";
import { urlStyleOf } from "../url-style";
import { netlifyPath, type netlifyRules, reportNetlify } from "./rules";

/** A redirect, and where it is written. */
export interface ImportedRedirect {
  readonly redirect: Redirect;
  /** `_redirects:12: /old /new`. */
  readonly place: string;
  /** Whether it goes before a file at its path, as 301! says. */
  readonly force: boolean;
}

export interface ImportedRedirects {
  readonly redirects: readonly ImportedRedirect[];
  readonly findings: readonly ConfigFinding[];
}

const statuses = [301, 302, 307, 308] as const;

/** Reads a `_redirects` file (Netlify docs, Redirects and rewrites; Redirect options). */
export function readRedirectsFile(text: string, site: SiteConfig): ImportedRedirects {
  const redirects: ImportedRedirect[] = [];
  const findings: ConfigFinding[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const words = line.trim().split(/\s+/);
    const comment = words.findIndex((word) => word.startsWith("#"));
    const parts = comment < 0 ? words : words.slice(0, comment);
    if (parts.join("") === "") return;
    const place = `_redirects:${index + 1}: ${line.trim()}`;
    const read = readLine(parts, place, site);
    if (typeof read === "string") findings.push(reportNetlify(read, netlifyPath, place));
    else if (read) redirects.push(read, ...otherForm(read, urlStyleOf(site)));
  });
  return { redirects, findings: [...findings, ...orderFindings(redirects, site)] };
}

/** Netlify looks at no slash at the end; in style "both" it tells two pages apart. */
function otherForm(read: ImportedRedirect, { style }: UrlStyle): ImportedRedirect[] {
  const { from } = read.redirect;
  if (style !== "both" || from === "/" || /[:*]/.test(from) || hasExtension(from)) return [];
  const other = from.endsWith("/") ? from.slice(0, -1) : `${from}/`;
  return [{ ...read, redirect: { ...read.redirect, from: other } }];
}

/** A redirect, the rule that the line breaks, or nothing where the site does already what the line says. */
function readLine(
  [from = "", ...rest]: readonly string[],
  place: string,
  site: SiteConfig,
): ImportedRedirect | keyof typeof netlifyRules | undefined {
  const isTarget = (word: string) => /^(\/|https?:)/.test(word);
  const at = rest.findIndex(isTarget);
  const [to, written = "301", ...conditions] = at < 0 ? [] : rest.slice(at);
  if (/^https?:/.test(from)) return "NETLIFY_HOST";
  if (to === undefined || !from.startsWith("/")) return "NETLIFY_LINE_UNREADABLE";
  const status = /^(\d{3})(!?)$/.exec(written);
  if (at > 0 || conditions.length > 0 || (!status && written.includes("="))) return "NETLIFY_CONDITION";
  if (!status) return "NETLIFY_LINE_UNREADABLE";
  const code = Number(status[1]);
  if (code === 200 || code === 404)
    // Forced, it would go before files.
    return status[2] === "" && isDoneAlready(from, to, code, site) ? undefined : "NETLIFY_REWRITE";
  const known = statuses.find((one) => one === code);
  if (known === undefined) return "NETLIFY_STATUS";
  return { redirect: { from, to, status: known, match: "exact" }, place, force: status[2] === "!" };
}

function isDoneAlready(from: string, to: string, status: 200 | 404, site: SiteConfig): boolean {
  if (from !== "/*") return false;
  if (status === 404) return to === site.errorPages.notFound;
  return urlStyleOf(site).style === "spa" && (to === `/${site.content.indexDocument}` || to === "/");
}

/** Lines that go before an earlier one here, and after it on Netlify. */
function orderFindings(redirects: readonly ImportedRedirect[], site: SiteConfig): ConfigFinding[] {
  const urls = urlStyleOf(site);
  const patterns = redirects.map(({ redirect }) => redirectPattern(redirect));
  return redirects.flatMap(({ place, redirect }, later) => {
    const before = redirects.slice(0, later).find(({ redirect: earlier }, index) => {
      const pattern = patterns[index];
      const shape = pattern?.tail === undefined ? undefined : patternShape(pattern);
      const both = shape && inCommon(shape)(redirectPattern(redirect));
      return both !== undefined && redirectFinder([earlier, redirect], urls)(both)?.index === 1;
    });
    return before
      ? [reportNetlify("NETLIFY_ORDER", netlifyPath, place, `The other is ${before.place}.`)]
      : [];
  });
}
