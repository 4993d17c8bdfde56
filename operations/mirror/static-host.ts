import type { SiteConfig } from "../../config";
import type { MirroredSite, MirrorHeaders } from "./answers";

/** `_redirects` as Netlify, Cloudflare Pages and others read it: the first line that matches wins. */
export function redirectsFile({ redirects }: Pick<SiteConfig, "redirects">): string {
  const lines = redirects.flatMap(({ from, match, status, to }) => {
    if (match === "exact") return [`${from} ${to} ${status}`];
    const [stem, target] = [from, to].map((path) => path.replace(/\/$/, ""));
    return [`${stem} ${to} ${status}`, `${stem}/* ${target}/:splat ${status}`];
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** `_headers`, likewise: what every answer has, and below it what of a path's own is another. */
export function headersFile({ answers, floor }: MirroredSite): string {
  const blocks = answers.flatMap((answer) => {
    if (!("key" in answer)) return [];
    const own = Object.entries(answer.headers).filter(([name, value]) => floor[name] !== value);
    return [block(answer.path, Object.fromEntries(own))];
  });
  return [block("/*", floor), ...blocks].join("");
}

function block(path: string, headers: MirrorHeaders): string {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
  return `${path}\n${lines.join("")}`;
}
