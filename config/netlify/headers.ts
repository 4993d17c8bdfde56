import { documentPath } from "../../facts/site/url-style";
import type { ConfigFinding } from "../problem";
import type { HeaderRule, SiteConfig } from "../schema";
import { urlStyleOf } from "../url-style";
import { netlifyPath, reportNetlify } from "./rules";

/** A header rule, and the line of its path. */
export interface ImportedHeaderRule {
  readonly rule: HeaderRule;
  readonly place: string;
}

export interface ImportedHeaders {
  readonly rules: readonly ImportedHeaderRule[];
  readonly findings: readonly ConfigFinding[];
}

/** Reads a `_headers` file (Netlify docs, Custom headers): a path, and below it names and values; a name that comes again is a list. */
export function readHeadersFile(text: string, site: SiteConfig): ImportedHeaders {
  const blocks: { path: string; place: string; set: Record<string, string> }[] = [];
  const findings: ConfigFinding[] = [];
  text.split(/\r?\n/).forEach((written, index) => {
    const line = written.trim();
    if (line === "" || line.startsWith("#")) return;
    const place = `_headers:${index + 1}: ${line}`;
    // Cloudflare's: a path of another host, and a header that is taken away.
    if (/^(https?:\/\/|!\s)/.test(line)) {
      findings.push(reportNetlify("NETLIFY_HEADER", netlifyPath, place));
      return;
    }
    if (line.startsWith("/")) {
      if (/\/:/.test(line)) findings.push(reportNetlify("NETLIFY_HEADER", netlifyPath, place));
      blocks.push({ path: line, place, set: {} });
      return;
    }
    const [, name = "", value = ""] = /^([^\s:]+)\s*:\s*(.*)$/.exec(line) ?? [];
    const set = blocks.at(-1)?.set;
    if (name === "" || value === "" || !set) {
      findings.push(reportNetlify("NETLIFY_LINE_UNREADABLE", netlifyPath, place));
      return;
    }
    if (name.toLowerCase() === "basic-auth") {
      findings.push(reportNetlify("NETLIFY_HEADER", netlifyPath, `_headers:${index + 1}: ${name}`));
      return;
    }
    const same = Object.keys(set).find((known) => known.toLowerCase() === name.toLowerCase());
    set[same ?? name] = same === undefined ? value : `${set[same]}, ${value}`;
  });
  const urls = urlStyleOf(site);
  const rules = blocks
    .filter(({ path, set }) => Object.keys(set).length > 0 && !/\/:/.test(path))
    .map(({ path, place, set }) => ({
      place,
      // Rules see the document, Netlify the page's URL.
      rule: {
        ...(path !== "/*" && { path: path.includes("*") ? path : documentPath(urls, path) }),
        set,
        remove: [],
      },
    }));
  return { rules, findings };
}
