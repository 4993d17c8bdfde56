/** Keys that belong to the releases themselves. The bucket policy keeps visitors out of `.outlast/`. */
export const recordKeys = {
  prefix: ".outlast/",
  lock: ".outlast/lock",
  current: ".outlast/current",
  /** Where the site's parts are: its contact sheet. */
  sheet: ".outlast/site.json",
  /** In the replica's bucket alone: it counts from now on, since the primary's region is lost. */
  promoted: ".outlast/promoted",
  releases: ".outlast/releases/",
  manifest: (id: string) => `.outlast/releases/${id}.json`,
} as const;
