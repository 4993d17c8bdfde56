import type { SiteConfig } from "../../config";
import { type ReleaseProblem, releaseProblem } from "../errors";
import { counted } from "../plan/format";
import { type Blocked, checkCsp } from "./check";
import type { Demand, DocumentDemands } from "./demand";
import { cssDemands } from "./read-css";
import { type HtmlReading, htmlReading } from "./read-html";
import { ownKey, withSheets } from "./read-pages";
import { ScriptTally } from "./script-tally";
import { keyAddress, type PageHashes, pageHashes, siteOrigin } from "./site-policy";

/** What is kept of a page: pages are many, and their texts are not to stay. */
interface TalliedPage {
  readonly key: string;
  readonly policy: string | undefined;
  /** Digests of what is blocked. */
  readonly blocked: ReadonlySet<number>;
  /** Addresses of its own style sheets, document by document, with the policies that its documents carry. */
  readonly sheets: readonly DocumentDemands[];
}

/** Counts what the site's policies block while its files are read for other reasons. */
export class CspTally {
  /** What pages load by scripts, which are read later. */
  readonly scripts: ScriptTally;
  readonly #origin: string;
  readonly #hashesOf: ReturnType<typeof pageHashes>;
  readonly #pages: TalliedPage[] = [];
  readonly #sheets = new Map<string, readonly Demand[]>();

  constructor(site: SiteConfig) {
    this.#origin = siteOrigin(site);
    this.#hashesOf = pageHashes(site);
    this.scripts = new ScriptTally(site);
  }

  /** A page that is about to be parsed; `add` takes it once it is. */
  reading(key: string): HtmlReading {
    return htmlReading(keyAddress(key, this.#origin));
  }

  /** The hashes that are to travel with the page. */
  add(key: string, reading: HtmlReading): PageHashes["hashes"] {
    const documents = reading.documents();
    if (documents.every(({ demands }) => demands.length === 0)) return "";
    const { hashes, policy } = this.#hashesOf(key, documents);
    for (const { scripts = [] } of documents) this.scripts.addInline(key, scripts);
    const sheets = documents.map(({ demands, policies }) => ({
      demands: demands.filter((demand) => this.#isOwnSheet(demand)),
      policies: policies.map((policy) => ({ ...policy, from: 0 })),
    }));
    this.#pages.push({
      key,
      policy,
      blocked: new Set(this.#blocked(key, policy, documents).map(digest)),
      sheets: sheets.filter(({ demands }) => demands.length > 0),
    });
    return hashes;
  }

  addSheet(key: string, css: string): void {
    const demands = cssDemands(css, keyAddress(key, this.#origin));
    if (demands.length > 0) this.#sheets.set(key, demands);
  }

  /** One finding for all that is blocked. */
  problems(): ReleaseProblem[] {
    let things = 0;
    let pages = 0;
    for (const page of this.#pages) {
      const blocked = new Set([...page.blocked, ...this.#blockedBySheets(page)]);
      things += blocked.size;
      if (blocked.size > 0) pages += 1;
    }
    return things === 0 ? [] : [releaseProblem("RELEASE_CSP_BLOCKS", blockedCount(things, pages))];
  }

  #blockedBySheets({ key, policy, sheets }: TalliedPage): number[] {
    if (this.#sheets.size === 0) return [];
    const documents = sheets.map((document) => {
      const loaded = withSheets(document, (url) => this.#sheets.get(ownKey(url, this.#origin) ?? "") ?? []);
      return { ...loaded, demands: loaded.demands.slice(document.demands.length) };
    });
    return this.#blocked(key, policy, documents).map(digest);
  }

  #blocked(page: string, policy: string | undefined, documents: readonly DocumentDemands[]): Blocked[] {
    return checkCsp(policy, [{ page, documents }], this.#origin);
  }

  #isOwnSheet(demand: Demand): boolean {
    return (
      demand.kind === "url" &&
      demand.directive === "style-src-elem" &&
      ownKey(demand.url, this.#origin) !== undefined
    );
  }
}

/** "12 things on 3 pages" */
export function blockedCount(things: number, pages: number): string {
  return `the Content-Security-Policy would block ${counted(things, "thing")} on ${counted(pages, "page")}`;
}

/** FNV-1a of what tells one finding of a page from another. */
function digest({ by, directive, needs, what }: Blocked): number {
  let hash = 0x811c9dc5;
  for (const character of `${by} ${directive} ${what} ${needs}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  return hash;
}
