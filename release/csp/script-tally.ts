import type { SiteConfig } from "../../config";
import { type ReleaseProblem, releaseProblem } from "../errors";
import { counted } from "../plan/format";
import { checkCsp } from "./check";
import type { InlineScript } from "./demand";
import { readScript } from "./read-script";
import { keyAddress, servedPolicies, siteOrigin } from "./site-policy";

/** What is read of new and changed scripts while a site is released: all of them are parsed by `csp`. Characters. */
const bounds = { one: 256 * 1024, all: 1024 * 1024 } as const;

/** A script, and the document whose policy it runs under. */
interface Script {
  /** Key of its file, or of the first page that has it inline. */
  readonly key: string;
  readonly page: string;
  readonly base: string;
  readonly length: number;
  /** Of one that is inline. */
  readonly text?: string;
}

/** What is known of the site that is live. */
export interface ScriptsAsked {
  /** Whether a file is new, or has other bytes. */
  readonly isChanged: (key: string) => boolean;
  /** Text of a file that has been scanned; undefined if it has gone meanwhile. */
  readonly textOf: (key: string) => string | undefined;
}

/** Scripts that a scan has met, to be read once it is known which of them have changed. */
export class ScriptTally {
  readonly #origin: string;
  readonly #policyOf: (key: string) => string | undefined;
  readonly #index: string;
  readonly #files: Script[] = [];
  /** By their text: many pages have the same. */
  readonly #inline = new Map<string, Script>();
  #kept = 0;
  /** What is blocked of scripts that have been read: a release plans twice. */
  readonly #read = new Map<Script, number>();
  /** Scripts that are larger than what is kept, by the page that has them. */
  readonly #beyond: Script[] = [];

  constructor(site: SiteConfig) {
    this.#origin = siteOrigin(site);
    this.#policyOf = servedPolicies(site);
    this.#index = site.content.indexDocument;
  }

  addFile(key: string, length: number): void {
    this.#files.push({ key, page: this.#index, base: keyAddress(key, this.#origin), length });
  }

  addInline(page: string, scripts: readonly InlineScript[]): void {
    if (this.#policyOf(page) === undefined) return;
    for (const { base, text } of scripts) {
      const { length } = text;
      if (this.#inline.has(text)) continue;
      const script = { key: page, page, base, length };
      if (length > bounds.one || this.#kept + length > bounds.all) {
        this.#beyond.push(script);
        continue;
      }
      this.#kept += length;
      this.#inline.set(text, { ...script, text });
    }
  }

  /** One finding for what new and changed scripts ask for in vain, and for what was not looked at, the smallest first. */
  problems({ isChanged, textOf }: ScriptsAsked): ReleaseProblem[] {
    const changed = [...this.#files, ...this.#inline.values(), ...this.#beyond]
      .filter(({ key, page }) => isChanged(key) && this.#policyOf(page) !== undefined)
      .sort((a, b) => a.length - b.length);
    let left: number = bounds.all;
    let things = 0;
    let scripts = 0;
    let unread = 0;
    for (const script of changed) {
      const isRead = script.length <= Math.min(bounds.one, left);
      const text = isRead ? (script.text ?? textOf(script.key)) : undefined;
      if (text === undefined) {
        unread += 1;
        continue;
      }
      left -= script.length;
      const found = this.#read.get(script) ?? this.#blocked(script, text);
      this.#read.set(script, found);
      things += found;
      if (found > 0) scripts += 1;
    }
    if (things === 0 && unread === 0) return [];
    const found =
      things === 0
        ? []
        : [
            `the Content-Security-Policy would block ${counted(things, "thing")} that ${counted(scripts, "new or changed script")} may ask for`,
          ];
    const beyond = things === 0 ? counted(unread, "new or changed script") : `${unread} more`;
    const rest = unread === 0 ? [] : [`${beyond}, too large, ${unread === 1 ? "was" : "were"} not looked at`];
    return [releaseProblem("RELEASE_CSP_SCRIPTS", [...found, ...rest].join("; "))];
  }

  #blocked({ base, key, page }: Script, text: string): number {
    const documents = [{ demands: readScript(text, base).demands, policies: [] }];
    return checkCsp(this.#policyOf(page), [{ page: key, documents }], this.#origin).length;
  }
}
