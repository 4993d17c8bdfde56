/** Keys to addresses; undefined where the map forbids a key. */
interface Rules {
  readonly exact: ReadonlyMap<string, string | undefined>;
  /** Keys that end with a slash, the longest first. */
  readonly prefixes: readonly (readonly [prefix: string, address: string | undefined])[];
}

/** A parsed `<script type="importmap">` (HTML, Import maps). */
export interface ImportMap {
  readonly imports: Rules;
  /** The most specific first. */
  readonly scopes: readonly (readonly [prefix: string, rules: Rules])[];
}

/** The import maps of a site. Most pages share one, of which one copy is kept. */
export class ImportMaps {
  readonly #maps = new Map<string, ImportMap>();

  get all(): ImportMap[] {
    return [...this.#maps.values()];
  }

  /** Reads a map of a page whose base is `base`; undefined for one that browsers do not take. */
  add(text: string, base: string): ImportMap | undefined {
    const read = readImportMap(text, base);
    if (read === undefined) return undefined;
    const identity = JSON.stringify(read);
    const map = this.#maps.get(identity) ?? {
      imports: rulesOf(read.imports),
      scopes: read.scopes.map(([prefix, entries]) => [prefix, rulesOf(entries)] as const),
    };
    this.#maps.set(identity, map);
    return map;
  }
}

/** The address that a specifier stands for in the module at `base`; undefined for none. */
export function resolveSpecifier(specifier: string, base: string, map?: ImportMap): string | undefined {
  const url = urlLike(specifier, base);
  const name = url ?? specifier;
  const scopes = map?.scopes.filter(
    ([prefix]) => prefix === base || (prefix.endsWith("/") && base.startsWith(prefix)),
  );
  for (const rules of [...(scopes ?? []).map(([, rules]) => rules), ...(map ? [map.imports] : [])]) {
    if (rules.exact.has(name)) return rules.exact.get(name);
    const match = rules.prefixes.find(([prefix]) => name.startsWith(prefix));
    if (match) return below(match[1], name.slice(match[0].length));
  }
  return url;
}

type Entries = readonly (readonly [key: string, address: string | null])[];

function readImportMap(text: string, base: string) {
  try {
    const { imports, scopes } = JSON.parse(text);
    return {
      imports: entriesOf(imports, base),
      scopes: Object.entries(scopes ?? {})
        .map(
          ([prefix, rules]) =>
            [URL.canParse(prefix, base) ? new URL(prefix, base).href : "", entriesOf(rules, base)] as const,
        )
        .sort(([a], [b]) => (a < b ? 1 : -1)),
    };
  } catch {
    return undefined;
  }
}

function entriesOf(rules: unknown, base: string): Entries {
  return Object.entries(rules ?? {})
    .map(([key, value]): Entries[number] => {
      const address = typeof value === "string" ? urlLike(value, base) : undefined;
      const usable = address !== undefined && (!key.endsWith("/") || address.endsWith("/"));
      return [urlLike(key, base) ?? key, usable ? address : null];
    })
    .sort(([a], [b]) => (a < b ? 1 : -1));
}

function rulesOf(entries: Entries): Rules {
  const rules = entries.map(([key, address]) => [key, address ?? undefined] as const);
  return { exact: new Map(rules), prefixes: rules.filter(([key]) => key.endsWith("/")) };
}

/** An address, absolute or beginning with "/", "./" or "../"; undefined for a bare specifier. */
function urlLike(specifier: string, base: string): string | undefined {
  try {
    return /^\.{0,2}\//.test(specifier) ? new URL(specifier, base).href : new URL(specifier).href;
  } catch {
    return undefined;
  }
}

/** What follows a prefix, below its address and nowhere else. */
function below(address: string | undefined, rest: string): string | undefined {
  if (address === undefined || !URL.canParse(rest, address)) return undefined;
  const { href } = new URL(rest, address);
  return href.startsWith(address) ? href : undefined;
}
