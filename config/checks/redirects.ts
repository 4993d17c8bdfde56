import { healthKeys } from "../../facts/site/health";
import { canonicalPath, isPlain } from "../../facts/site/path";
import { targetLocation } from "../../facts/site/redirect-location";
import { placeOf } from "../../facts/site/redirects";
import type { UrlStyle } from "../../facts/site/url-style";
import { pathsOf } from "../../facts/site/visitor-path";
import { namedDocuments } from "../named-documents";
import { type ConfigFinding, reporter } from "../problem";
import { patternProblem, redirectPattern } from "../redirect-pattern";
import { appliesTo, isPageRedirect, redirectFinder } from "../redirect-rules";
import type { Redirect } from "../schema";
import { urlStyleOf } from "../url-style";
import { type ConfigCheck, repeats } from "./check";
import { chainFinder, isAbsolutePath, isHttpsUrl, localTarget } from "./redirect-chain";
import { inCommon, patternShape } from "./redirect-shape";

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
  REDIRECT_PATTERN_INVALID: {
    severity: "error",
    rule: "A segment :name stands for one segment, and a last segment * for all that follows; the target says :name and :splat for them.",
    mend: 'Write it as { from: "/blog/:slug", to: "/posts/:slug" } or { from: "/old/*", to: "/new/:splat" }.',
  },
  REDIRECT_TWICE: {
    severity: "error",
    rule: "Each path is redirected once; spellings of one path, such as /a and /%61, are one path, and so are the forms of a page's URL, and patterns whose placeholders have other names.",
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

/** The redirect table: exact redirects go before patterns, and of these the more specific first. */
export const redirectsCheck: ConfigCheck = {
  rules,
  find(site, { documents, known }) {
    const table: Table = {
      redirects: site.redirects,
      urls: urlStyleOf(site),
      names: site.domain ? [site.domain.name, ...site.domain.aliases] : [],
      documents: [...new Set([...namedDocuments(site).map(({ key }) => key), ...documents])],
    };
    const key = known && `redirects ${JSON.stringify(table)}`;
    const before = key && known?.get(key);
    if (before) return before;
    const found = tableFindings(table);
    if (key) known?.set(key, found);
    return found;
  },
};

/** All that counts: sites that are alike in it are followed once. */
interface Table {
  readonly redirects: readonly Redirect[];
  readonly urls: UrlStyle;
  /** Under which the site is asked. */
  readonly names: readonly string[];
  readonly documents: readonly string[];
}

function tableFindings(table: Table): ConfigFinding[] {
  const { redirects, urls } = table;
  const own = redirects.map((redirect, index) => ownFindings(redirect, index));
  const found = own.flat();
  for (const index of repeats(redirects, (redirect) => appliesTo(redirect, urls))) {
    found.push(report("REDIRECT_TWICE", ["redirects", index, "from"], redirects[index]?.from));
  }
  const sound = redirects
    .map((redirect, index) => ({ redirect, index }))
    .filter(({ index }) => !own[index]?.length);
  return [...found, ...loopFindings(table, sound), ...shadowFindings(table, sound)];
}

/** A redirect that has nothing wrong by itself, and its place in the config. */
interface Sound {
  readonly redirect: Redirect;
  readonly index: number;
}

function ownFindings(redirect: Redirect, index: number): ConfigFinding[] {
  const { from, to } = redirect;
  const found: ConfigFinding[] = [];
  const path = ["redirects", index];
  if (!isAbsolutePath(from) || /[?#]/.test(from)) {
    found.push(report("REDIRECT_FROM_INVALID", [...path, "from"], from));
  } else if (!isPlain(canonicalPath(from))) {
    found.push(report("REDIRECT_NOT_PLAIN", [...path, "from"], from));
  } else if (isReserved(redirect)) {
    found.push(report("REDIRECT_RESERVED", [...path, "from"], from));
  }
  if (!isAbsolutePath(to) && !isHttpsUrl(to)) found.push(report("REDIRECT_TO_INVALID", [...path, "to"], to));
  else if (from === to) found.push(report("REDIRECT_TO_ITSELF", [...path, "to"], to));
  const problem = patternProblem(redirect);
  if (problem !== undefined)
    found.push(report("REDIRECT_PATTERN_INVALID", path, `${from} to ${to}`, problem));
  return found;
}

/** Health checks have behaviours without the function; what begins with a placeholder, or is all, is not meant for them. */
function isReserved(redirect: Redirect): boolean {
  const pattern = redirectPattern(redirect);
  return (
    pattern.literal !== "" &&
    inCommon(patternShape({ literal: placeOf(`/${healthKeys.prefix}`), tail: "/<0", names: [] }))(pattern) !==
      undefined
  );
}

function loopFindings({ names, urls }: Table, sound: readonly Sound[]): ConfigFinding[] {
  const endless = chainFinder(
    sound.map(({ redirect }) => redirect),
    urls,
    names,
  );
  return sound.flatMap(({ index, redirect }) => {
    const loop = isPageRedirect(redirect, urls) ? undefined : endless(redirect);
    if (!loop) return [];
    const hint = `It goes ${loop.slice(0, 5).join(" → ")}${loop.length > 5 ? " → …" : ""}.`;
    return [report("REDIRECT_LOOP", ["redirects", index], redirect.from, hint)];
  });
}

/** A site that leads all of its visitors to another has documents for nobody, and that is meant. */
function leadsAllAway({ from, match, to }: Redirect, names: readonly string[]): boolean {
  const { literal, tail } = redirectPattern({ from, match });
  return literal === "" && tail === "/<0" && localTarget(to, names) === undefined;
}

/** A redirect between the paths of one document stays within reach of it. */
function shadowFindings({ documents, names, urls }: Table, all: readonly Sound[]): ConfigFinding[] {
  const sound = all.filter(({ redirect }) => !leadsAllAway(redirect, names));
  const find = redirectFinder(
    sound.map(({ redirect }) => redirect),
    urls,
  );
  const victims = new Map<number, string>();
  for (const document of documents) {
    const paths = pathsOf(document, urls);
    for (const path of paths) {
      const match = find(path);
      if (match === undefined || victims.has(match.index)) continue;
      const target = localTarget(targetLocation(match.target, ""), names);
      if (target === undefined || !paths.includes(canonicalPath(target))) victims.set(match.index, document);
    }
  }
  return sound.flatMap(({ index, redirect }, place) => {
    const victim = victims.get(place);
    if (victim === undefined) return [];
    const hint = `The document is ${JSON.stringify(victim)}.`;
    return [report("REDIRECT_SHADOWS_DOCUMENT", ["redirects", index, "from"], redirect.from, hint)];
  });
}
