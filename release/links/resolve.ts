import type { SiteConfig } from "../../config";

/** Finds the file that a reference means. */
export interface Resolver {
  /**
   * The key that a reference stands for; "missing" when it is of this site and there is no such file; undefined when it
   * is of another site or no place at all.
   */
  resolve(reference: string, fromKey: string, base?: string): string | "missing" | undefined;
  /** Every key that a reference of this site may stand for, the first one that is there. */
  candidates(reference: string, fromKey: string, base?: string): readonly string[];
}

const here = "https://site.invalid";

/** `has` knows the site's keys. URLs become keys as the viewer-request function makes them. */
export function createResolver(site: SiteConfig, has: (key: string) => boolean): Resolver {
  const hosts = new Set(["site.invalid", ...(site.domain ? [site.domain.name, ...site.domain.aliases] : [])]);
  const candidates = (reference: string, fromKey: string, base?: string) => {
    const address = parse(reference.trim(), fromKey, base);
    if (address === undefined || !/^https?:$/.test(address.protocol) || !hosts.has(address.hostname))
      return [];
    return candidateKeys(decode(address.pathname.slice(1)), site);
  };
  return {
    candidates,
    resolve(reference, fromKey, base) {
      const keys = candidates(reference, fromKey, base);
      return keys.length === 0 ? undefined : (keys.find(has) ?? "missing");
    },
  };
}

/** Where a file is, or, of a page with a `<base>`, what its references are relative to. */
export function addressOf(key: string, base?: string): string {
  const own = new URL(key.split("/").map(encodeURIComponent).join("/"), `${here}/`);
  return base !== undefined && URL.canParse(base, own.href) ? new URL(base, own).href : own.href;
}

function parse(reference: string, fromKey: string, base: string | undefined): URL | undefined {
  if (reference === "" || reference.startsWith("#")) return undefined;
  const from = addressOf(fromKey, base);
  return URL.canParse(reference, from) ? new URL(reference, from) : undefined;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function candidateKeys(path: string, { urls, content }: SiteConfig): string[] {
  if (path === "") return [content.indexDocument];
  const bare = path.replace(/\/$/, "");
  if (urls === "directory") return [path, `${bare}/index.html`];
  if (urls === "html-extension") return [path, `${bare}.html`];
  return urls === "spa" && !/\.[^/]*$/.test(path) ? [path, content.indexDocument] : [path];
}
