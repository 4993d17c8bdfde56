import type { FileClass } from "../classes/classify";

/** One class of files, and how long it is kept. */
export interface ClassLifetime {
  readonly cacheControl: string;
  /** In words. */
  readonly why: string;
  readonly files: number;
  /** One of them. */
  readonly example: string;
}

/** Files by what they are served with and why, the largest class first. */
export function lifetimesOf(
  files: readonly (Pick<FileClass, "headers" | "why"> & { readonly key: string })[],
): ClassLifetime[] {
  const classes = new Map<string, ClassLifetime & { files: number }>();
  for (const { key, headers, why } of files) {
    const { cacheControl } = headers;
    const id = `${cacheControl}\n${why}`;
    const known = classes.get(id);
    if (known) known.files += 1;
    else classes.set(id, { cacheControl, why, files: 1, example: key });
  }
  return [...classes.values()].sort((a, b) => b.files - a.files);
}
