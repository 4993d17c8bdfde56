import type { SiteConfig } from "../../config";
import { urlStyleOf } from "../../config/url-style";
import type { MirroredSite, MirrorHeaders } from "./answers";

/**
 * `_redirects` as Netlify, Cloudflare Pages and others read it: the first line that matches wins, and files go before it. What
 * there is no file for is left to the last one: hosts know a page for 404 by its usual name alone.
 */
export function redirectsFile(site: SiteConfig): string {
  const { content, errorPages, redirects } = site;
  const lines = redirects.flatMap(({ from, match, status, to }) => {
    if (match === "exact") return [`${from} ${to} ${status}`];
    const [stem, target] = [from, to].map((path) => path.replace(/\/$/, ""));
    return [`${stem} ${to} ${status}`, `${stem}/* ${target}/:splat ${status}`];
  });
  if (urlStyleOf(site).style === "spa") lines.push(`/* /${content.indexDocument} 200`);
  else if (errorPages.notFound !== false && errorPages.notFound !== "/404.html")
    lines.push(`/* ${errorPages.notFound} 404`);
  return lines.map((line) => `${line}\n`).join("");
}

/**
 * `_headers`, likewise. Hosts join the values of a name that several blocks have: below `/*` is what each path has in the
 * same way, and all else below the paths.
 */
export function headersFile({ answers, floor }: MirroredSite): string {
  const files = answers.flatMap((answer) => ("key" in answer ? [answer] : []));
  const isShared = ([name, value]: readonly [string, string]) =>
    files.every(({ headers }) => headers[name] === value);
  const shared = Object.fromEntries(Object.entries(floor).filter(isShared));
  const blocks = files.map(({ headers, path }) =>
    block(path, Object.fromEntries(Object.entries(headers).filter(([name]) => shared[name] === undefined))),
  );
  return [block("/*", shared), ...blocks].join("");
}

function block(path: string, headers: MirrorHeaders): string {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
  return `${path}\n${lines.join("")}`;
}
