import type { Handler } from "htmlparser2";
import { decodedText } from "../classes/charset";
import { contentTypeOf, isDocumentType, isScriptType } from "../classes/content-type";
import { preprocessed } from "../csp/read-html";
import type { CspTally } from "../csp/tally";
import { cssReferences } from "./css";
import { htmlReferences } from "./html";
import { type ImportMap, type ImportMaps, resolveSpecifier } from "./import-map";
import { manifestReferences, speculatedPages } from "./json";
import { registeredWorkers } from "./registrations";
import type { Resolver } from "./resolve";
import { type ScriptImport, scriptReferences } from "./scripts";
import { readWorkerText, type WorkerText } from "./worker-script";

/** What one file refers to, as keys of the site. Sorted, without itself. */
export interface FileReferences {
  /** What it cannot do without. */
  readonly uses: readonly string[];
  /** Where it leads to. */
  readonly links: readonly string[];
  /** Files that it loads and that are not there, as written. */
  readonly missing: readonly string[];
  /** What a script's file imports: what that is depends on the import maps of the pages that load it. */
  readonly imports: readonly ScriptImport[];
  /** What it registers as service workers. */
  readonly registers?: readonly RegisteredWorker[];
  /** What a script's file says of offline use. */
  readonly worker?: WorkerText;
  /** Hashes of what is inline in a page, which are to travel with it. */
  readonly inlineHashes?: string;
}

/** A service worker of the site, and the path that it is registered for; its own folder's without one. */
export interface RegisteredWorker {
  readonly key: string;
  readonly scope?: string;
}

export const noReferences: FileReferences = { uses: [], links: [], missing: [], imports: [] };

const styleSheet = /^text\/css/;
const markup = /^(text\/html|application\/xhtml\+xml|image\/svg\+xml)/;
const manifest = /^application\/manifest\+json/;
/** What many call their web app manifest; JSON of another kind has none of its members. */
const manifestName = /(^|\/)manifest\.json$/;

/** Larger scripts are not read: a bundle of everything imports nothing. Bytes. */
export const largestScript = 4 * 1024 * 1024;

/** True for files whose references can be read with certainty; `size` of what is in them, packed or not. */
export function hasReferences(key: string, type: string, size: number): boolean {
  if (isScriptType(type)) return size <= largestScript;
  return styleSheet.test(type) || markup.test(type) || isManifest(key, type);
}

/**
 * Reads the references of a page, an image of markup, a style sheet, a script or a web app manifest; `tally` counts what
 * policies would block of it.
 */
export async function readReferences(
  key: string,
  type: string,
  bytes: Uint8Array,
  resolver: Resolver,
  maps: ImportMaps,
  tally?: CspTally,
): Promise<FileReferences> {
  const text = decodedText(type, bytes);
  const found = new FoundReferences(key, resolver);
  if (styleSheet.test(type)) {
    found.load(cssReferences(text));
    tally?.addSheet(key, text);
  } else if (isManifest(key, type)) found.load(manifestReferences(text));
  else if (!isScriptType(type)) {
    const page = isDocumentType(type) ? tally?.reading(key) : undefined;
    await readPage(preprocessed(text), found, maps, page?.handler);
    const inlineHashes = page && tally?.add(key, page);
    if (inlineHashes) return { ...found.sorted(), inlineHashes };
  } else {
    tally?.scripts.addFile(key, text.length);
    const { imports, urls } = await scriptReferences(text);
    const registered = await found.register(text);
    found.mention(urls.filter((url) => !registered.has(url)));
    const worker = await readWorkerText(text);
    return { ...found.sorted(), imports, ...(worker && { worker }) };
  }
  return found.sorted();
}

/** The references of a script's file, once the import maps of the site's pages are known. */
export function withImports(
  key: string,
  { imports, links, missing, uses }: FileReferences,
  resolver: Resolver,
  maps: ImportMaps,
): FileReferences {
  const found = new FoundReferences(key, resolver, { links, missing, uses });
  // The page that loads it may have any of the maps, or none.
  found.import(imports, [undefined, ...maps.all]);
  return found.sorted();
}

async function readPage(
  html: string,
  found: FoundReferences,
  maps: ImportMaps,
  beside?: Partial<Handler>,
): Promise<void> {
  const page = htmlReferences(html, beside);
  found.base = page.base;
  found.load(page.loads);
  found.link(page.links);
  found.link(page.speculationRules.flatMap(speculatedPages));
  const own = page.importMaps
    .map((text) => maps.add(text, found.address()))
    .filter((map) => map !== undefined);
  for (const code of page.scripts) {
    const { imports, urls } = await scriptReferences(code);
    const registered = await found.register(code);
    found.mention(urls.filter((url) => !registered.has(url)));
    found.import(imports, own.length > 0 ? own : [undefined]);
  }
}

function isManifest(key: string, type: string): boolean {
  return manifest.test(type) || manifestName.test(key);
}

/** Gathers what one file refers to. */
class FoundReferences {
  base: string | undefined;
  readonly #uses: Set<string>;
  readonly #links: Set<string>;
  readonly #missing: Set<string>;
  readonly #registers: RegisteredWorker[] = [];

  constructor(
    private readonly key: string,
    private readonly resolver: Resolver,
    known: Pick<FileReferences, "links" | "missing" | "uses"> = noReferences,
  ) {
    this.#uses = new Set(known.uses);
    this.#links = new Set(known.links);
    this.#missing = new Set(known.missing);
  }

  load(references: readonly string[]): void {
    for (const reference of references) {
      const target = this.#resolve(reference);
      if (target === "missing") this.#missing.add(reference);
      else if (target !== undefined) this.#uses.add(target);
    }
  }

  link(references: readonly string[]): void {
    for (const reference of references) {
      const target = this.resolver.follow(reference, this.key, this.base);
      if (target !== undefined && target !== "missing" && target !== this.key) this.#links.add(target);
    }
  }

  /** What a script names. It does not load pages: they load it. */
  mention(references: readonly string[]): void {
    for (const reference of references) {
      const target = this.#resolve(reference);
      if (target !== undefined && target !== "missing" && !isDocumentType(contentTypeOf(target)))
        this.#uses.add(target);
    }
  }

  /** What references are relative to. */
  address(): string {
    return this.resolver.addressOf(this.key, this.base);
  }

  /**
   * The service workers that code registers, which it does not load itself. What a script's file names is relative to its
   * page, whichever that is: the site's root or the script's folder is tried. Returns them as written.
   */
  async register(code: string): Promise<ReadonlySet<string>> {
    const registrations = await registeredWorkers(code);
    for (const { scope, url, besideScript } of registrations) {
      const targets = [this.#resolve(url), besideScript ? undefined : this.resolver.resolve(url, "")];
      for (const key of new Set(targets))
        if (key !== undefined && key !== "missing")
          this.#registers.push({ key, ...(scope !== undefined && { scope: this.#scope(scope) }) });
    }
    return new Set(registrations.map(({ url }) => url));
  }

  /** Relative to the page, which of a script's file is taken to be in the root. */
  #scope(written: string): string {
    const page = isScriptType(contentTypeOf(this.key)) ? this.resolver.addressOf("") : this.address();
    return URL.canParse(written, page) ? new URL(written, page).pathname : written;
  }

  /** Modules, as one of the maps or none has them. */
  import(imports: readonly ScriptImport[], maps: readonly (ImportMap | undefined)[]): void {
    const address = this.address();
    for (const { specifier, isStatic } of imports) {
      const addresses = new Set(maps.map((map) => resolveSpecifier(specifier, address, map)));
      const targets = [...addresses].map((found) => (found === undefined ? found : this.#resolve(found)));
      this.mention([...addresses].filter((found) => found !== undefined));
      const known = targets.some((target) => target !== undefined && target !== "missing");
      if (isStatic && !known && targets.includes("missing")) this.#missing.add(specifier);
    }
  }

  sorted(): FileReferences {
    const list = (keys: Set<string>) => [...keys].sort();
    return {
      uses: list(this.#uses),
      links: list(this.#links),
      missing: list(this.#missing),
      imports: [],
      ...(this.#registers.length > 0 && { registers: this.#registers }),
    };
  }

  #resolve(reference: string): string | "missing" | undefined {
    const target = this.resolver.resolve(reference, this.key, this.base);
    return target === this.key ? undefined : target;
  }
}
