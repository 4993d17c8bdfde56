/** Keys that belong to the releases themselves. The bucket policy keeps visitors out of `.outlast/`. */
export const recordKeys = {
  prefix: ".outlast/",
  lock: ".outlast/lock",
  current: ".outlast/current",
  releases: ".outlast/releases/",
  manifest: (id: string) => `.outlast/releases/${id}.json`,
} as const;

/** What the health checks of the two regions read; each behaviour is on one region's bucket alone. */
export const healthKeys = {
  prefix: ".well-known/outlast/",
  primary: ".well-known/outlast/primary",
  replica: ".well-known/outlast/replica",
} as const;

/** True for keys that no site may have. */
export function isReservedKey(key: string): boolean {
  return [recordKeys.prefix, healthKeys.prefix].some(
    (prefix) => key.startsWith(prefix) || key === prefix.slice(0, -1),
  );
}
