import { healthKeys } from "../facts/site/health";

/** Keys that belong to the releases themselves. The bucket policy keeps visitors out of `.outlast/`. */
export const recordKeys = {
  prefix: ".outlast/",
  lock: ".outlast/lock",
  current: ".outlast/current",
  /** Where the site's parts are: its contact sheet. */
  sheet: ".outlast/site.json",
  releases: ".outlast/releases/",
  manifest: (id: string) => `.outlast/releases/${id}.json`,
} as const;

/** True for keys that no site may have. */
export function isReservedKey(key: string): boolean {
  return [recordKeys.prefix, healthKeys.prefix].some(
    (prefix) => key.startsWith(prefix) || key === prefix.slice(0, -1),
  );
}
