import { healthKeys } from "../../facts/site/health";
import { canonicalPath, isPlain } from "../../facts/site/path";
import { pathsOf } from "../../facts/site/visitor-path";
import { namedDocuments } from "../named-documents";
import { type ConfigFinding, reporter } from "../problem";
import type { Redirect, SiteConfig } from "../schema";
import { urlStyleOf } from "../url-style";
import { type CheckContext, type ConfigCheck, repeats } from "./check";
import { isReservedPath } from "./path-patterns";
import {
  destination,
  follow,
  isAbsolutePath,
  isHttpsUrl,
  type LocalTarget,
  localTarget,
  restBehind,
} from "./redirect-chain";

const rules = {
  REDIRECT_FROM_INVALID: {
    severity: "error",
    rule: 'A redirect begins at a path: "/" first, percent-encoded as browsers send it, without query string or fragment.',
    mend: 'Write it as "/old-page".',
  },
  REDIRECT_NOT_PLAIN: {
    severity: "error",
    rule: "Paths with empty or dot segments, backslashes, control characters or broken escapes are never redirected.",
    mend: "Write the path as browsers send it.",
  },
  REDIRECT_TO_INVALID: {
    severity: "error",
    rule: "A redirect leads to a path of this site, or to an https URL.",
    mend: 'Write it as "/new-page" or "https://example.com/new-page".',
  },
  REDIRECT_TWICE: {
    severity: "error",
    rule: "Each path is redirected once by each kind of match; spellings of one path, such as /a and /%61, are one path.",
    mend: "Remove one of the two.",
  },
  REDIRECT_TO_ITSELF: {
    severity: "error",
    rule: "A redirect leads away from where it begins.",
    mend: "Correct one of the two, or remove the redirect.",
  },
  REDIRECT_LOOP: {
    severity: "error",
    rule: "Redirects end at a page; browsers give up after 20.",
    mend: "Send the path straight to where it should end.",
  },
  REDIRECT_SHADOWS_DOCUMENT: {
    severity: "error",
    rule: "A redirect takes its path away from the document there, and nobody can reach that document any more.",
    mend: "Choose another path, or remove the document.",
  },
  REDIRECT_RESERVED: {
    severity: "error",
    rule: `Paths under /${healthKeys.prefix} belong to the health checks of the two regions: a redirect there would mark both as down.`,
    mend: "Choose another path.",
  },
} as const;

const report = reporter(rules);

/** The redirect table: exact redirects go before prefixes, a longer prefix before a shorter one. */
export const redirectsCheck: ConfigCheck = {
  rules,
  find(site, context) {
    const { redirects } = site;
    const found = redirects.flatMap((redirect, index) => targetFindings(redirect, index));
    for (const index of repeats(redirects, ({ from, match }) => `${match} ${canonicalPath(from)}`)) {
      found.push(report("REDIRECT_TWICE", ["redirects", index, "from"], redirects[index]?.from));
    }
    return [...found, ...loopFindings(site), ...shadowFindings(site, context)];
  },
};

function targetFindings({ from, match, to }: Redirect, index: number): ConfigFinding[] {
  const found: ConfigFinding[] = [];
  const path = ["redirects", index];
  if (!isAbsolutePath(from) || /[?#]/.test(from)) {
    found.push(report("REDIRECT_FROM_INVALID", [...path, "from"], from));
  } else if (!isPlain(canonicalPath(from))) {
    found.push(report("REDIRECT_NOT_PLAIN", [...path, "from"], from));
  } else if (isReservedPath(from) || (match === "prefix" && isAboveReserved(from))) {
    found.push(report("REDIRECT_RESERVED", [...path, "from"], from));
  }
  if (!isAbsolutePath(to) && !isHttpsUrl(to)) found.push(report("REDIRECT_TO_INVALID", [...path, "to"], to));
  else if (from === to) found.push(report("REDIRECT_TO_ITSELF", [...path, "to"], to));
  return found;
}

function isAboveReserved(prefix: string): boolean {
  return restBehind(prefix, `/${healthKeys.prefix}`) !== undefined;
}

function loopFindings(site: SiteConfig): ConfigFinding[] {
  const names = site.domain ? [site.domain.name, ...site.domain.aliases] : [];
  return site.redirects.flatMap((redirect, index) => {
    if (redirect.from === redirect.to) return [];
    const loop = follow(redirect, site.redirects, names);
    if (!loop) return [];
    const hint = `It goes ${loop.slice(0, 5).join(" → ")}${loop.length > 5 ? " → …" : ""}.`;
    return [report("REDIRECT_LOOP", ["redirects", index], redirect.from, hint)];
  });
}

function shadowFindings(site: SiteConfig, { documents }: CheckContext): ConfigFinding[] {
  const all = new Set([...namedDocuments(site).map(({ key }) => key), ...documents]);
  const urls = urlStyleOf(site);
  const known = [...all].map((document) => ({ document, paths: pathsOf(document, urls) }));
  const names = site.domain ? [site.domain.name, ...site.domain.aliases] : [];

  return site.redirects.flatMap((redirect, index) => {
    const canonical = { ...redirect, from: canonicalPath(redirect.from) };
    const victim = known.find(({ paths }) =>
      paths.some((path) => takesAway(canonical, path, paths, (to) => localTarget(to, names))),
    );
    if (!victim) return [];
    const hint = `The document is ${JSON.stringify(victim.document)}.`;
    return [report("REDIRECT_SHADOWS_DOCUMENT", ["redirects", index, "from"], redirect.from, hint)];
  });
}

/** Whether a redirect leads a path of a document elsewhere; between its own paths, it stays within reach. */
function takesAway(
  redirect: Redirect,
  path: string,
  paths: readonly string[],
  local: (to: string) => LocalTarget,
): boolean {
  const to = destination(redirect, path);
  if (to === undefined) return false;
  const target = local(to);
  return target === undefined || !paths.includes(canonicalPath(target));
}
