import type { SiteConfig } from "../../config";
import { urlStyleOf } from "../../config/url-style";
import { keyAt, visitorPath } from "../../facts/site/visitor-path";
import type { DeadLinks } from "./dead-links";

/** Finds the file that a reference means. */
export interface Resolver {
  /**
   * The key that a reference stands for; "missing" when it is of this site and there is no such file; undefined when it
   * is of another site or no place at all.
   */
  resolve(reference: string, fromKey: string, base?: string): string | "missing" | undefined;
  /** The same of a link to follow: one that leads nowhere is noted. */
  follow(reference: string, fromKey: string, base?: string): string | "missing" | undefined;
  /** The key that a reference of this site stands for, whether there is such a file or not. */
  keyOf(reference: string, fromKey: string, base?: string): string | undefined;
  /** Where visitors have a file, or, of a page with a `<base>`, what its references are relative to. */
  addressOf(key: string, base?: string): string;
}

const here = "https://site.invalid";

/** `has` knows the site's keys. URLs become keys as the viewer-request function makes them. */
export function createResolver(
  site: SiteConfig,
  has: (key: string) => boolean,
  deadLinks?: DeadLinks,
): Resolver {
  const hosts = new Set(["site.invalid", ...(site.domain ? [site.domain.name, ...site.domain.aliases] : [])]);
  const urls = urlStyleOf(site);
  // References come file by file.
  let last = { key: "", address: `${here}/` };
  const addressOf = (key: string, base?: string) => {
    if (key !== last.key) last = { key, address: new URL(visitorPath(key, urls), here).href };
    const own = last.address;
    return base !== undefined && URL.canParse(base, own) ? new URL(base, own).href : own;
  };
  const ownAddress = (reference: string, fromKey: string, base?: string) => {
    const address = parse(reference.trim(), () => addressOf(fromKey, base));
    const isOwn = address !== undefined && /^https?:$/.test(address.protocol) && hosts.has(address.hostname);
    return isOwn ? address : undefined;
  };
  const find = (address: URL | undefined, fromKey: string) => {
    if (address === undefined) return undefined;
    const key = keyAt(address.pathname, urls);
    if (key !== undefined && has(key)) return key;
    if (key !== undefined) deadLinks?.seeMissing(fromKey, key);
    return "missing";
  };
  return {
    addressOf,
    follow(reference, fromKey, base) {
      const address = ownAddress(reference, fromKey, base);
      const key = find(address, fromKey);
      if (address === undefined || key === undefined) return undefined;
      if (key === "missing") deadLinks?.add(fromKey, address.pathname);
      else deadLinks?.seeLive(address.pathname, key);
      return key;
    },
    keyOf(reference, fromKey, base) {
      const address = ownAddress(reference, fromKey, base);
      return address && keyAt(address.pathname, urls);
    },
    resolve(reference, fromKey, base) {
      return find(ownAddress(reference, fromKey, base), fromKey);
    },
  };
}

function parse(reference: string, from: () => string): URL | undefined {
  if (reference === "" || reference.startsWith("#")) return undefined;
  const address = from();
  return URL.canParse(reference, address) ? new URL(reference, address) : undefined;
}
