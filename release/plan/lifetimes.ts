/** One class of files, and how long it is kept. */
export interface ClassLifetime {
  readonly cacheControl: string;
  /** In words. */
  readonly why: string;
  readonly files: number;
  /** One of them. */
  readonly example: string;
}

/** Files by what they are served with and why. */
export class Lifetimes {
  readonly #classes = new Map<string, ClassLifetime & { files: number }>();

  add(key: string, cacheControl: string, why: string): void {
    const id = `${cacheControl}\n${why}`;
    const known = this.#classes.get(id);
    if (known) known.files += 1;
    else this.#classes.set(id, { cacheControl, why, files: 1, example: key });
  }

  largestFirst(): ClassLifetime[] {
    return [...this.#classes.values()].sort((a, b) => b.files - a.files);
  }
}
