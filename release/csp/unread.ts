/** What the files of a site do not tell, and what that means for a policy made of them. */
const meanings = {
  foreignSheet: "style sheets of other hosts are not read; fonts and images of the same host are let in",
  foreignScript: "scripts of other hosts are not read; what they load or insert is not let in",
  addresses: "scripts put addresses together while they run; of those, only the site's own are let in",
  code: "scripts make code of texts, which needs 'unsafe-eval'; it is not let in",
  unparsed: "scripts that are too large or cannot be parsed are not read; they may load from the site alone",
  styles: "scripts insert style elements or attributes; style-src has 'unsafe-inline' for them",
  handlers:
    "scripts make event handlers while they run, or make more than a policy has room for; they are not let in",
  packed:
    "files that are compressed and cut off, or of more than 32 MiB unpacked, are not read; what they load is not let in",
  ownPolicy: "pages carry a policy of their own, which browsers enforce as well",
} as const;

/** Gathers what a reader could not read, and says it. */
export class Unread {
  readonly #found = new Map<keyof typeof meanings, Set<string>>();

  add(kind: keyof typeof meanings, where: string): void {
    const places = this.#found.get(kind) ?? new Set();
    this.#found.set(kind, places.add(where));
  }

  /** One line a kind, with the first of the places. */
  get lines(): string[] {
    return Object.entries(meanings).flatMap(([kind, meaning]) => {
      const places = [...(this.#found.get(kind as keyof typeof meanings) ?? [])].sort();
      return places.length === 0 ? [] : [`${meaning}: ${excerptOf(places)}`];
    });
  }
}

const shown = 3;

/** "a.js, b.js, c.js and 4 more" */
function excerptOf(places: readonly string[]): string {
  const more = places.length - shown;
  return `${places.slice(0, shown).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
