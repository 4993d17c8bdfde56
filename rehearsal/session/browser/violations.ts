import type { Page } from "playwright-core";
import type { Demand, FetchDirective } from "../../../release/csp/demand";

/** What a browser says of something that a policy does not let in (Content Security Policy Level 3, violation events). */
interface Violation {
  readonly directive: string;
  /** A URL, a scheme, or "inline", "eval", "wasm-eval". */
  readonly blocked: string;
}

const governed = new Set<string>([
  ...["script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem", "style-src-attr"],
  ...["img-src", "font-src", "media-src", "frame-src", "object-src", "connect-src", "manifest-src"],
  ...["worker-src", "form-action", "base-uri"],
]);

/** Runs in each document before its own scripts do. */
const telling = `addEventListener("securitypolicyviolation", (event) =>
  __outlastViolation({ directive: event.effectiveDirective, blocked: event.blockedURI }))`;

/** Listens to the violations of a page, its frames included, and turns them into what it demands. */
export class Violations {
  readonly #seen: Violation[] = [];
  readonly #hashes = new Map<string, string>();

  static async of(page: Page): Promise<Violations> {
    const violations = new Violations();
    // The console alone says the hash of what is inline.
    page.on("console", (message) => violations.#read(message.text()));
    await page.exposeFunction("__outlastViolation", (violation: Violation) =>
      violations.#seen.push(violation),
    );
    await page.addInitScript({ content: telling });
    return violations;
  }

  /** Each once. `base` is the page's address. */
  demands(base: string): Demand[] {
    const found = new Map<string, Demand>();
    for (const { blocked, directive } of this.#seen) {
      if (!governed.has(directive)) continue;
      for (const demand of this.#demandsOf(directive as FetchDirective, blocked, base))
        found.set(JSON.stringify(demand), demand);
    }
    return [...found.values()];
  }

  #demandsOf(directive: FetchDirective, blocked: string, base: string): Demand[] {
    const word = (word: string, what: string): Demand => ({ kind: "word", directive, word, what });
    if (blocked === "eval") return [word("'unsafe-eval'", "eval")];
    if (blocked === "wasm-eval") return [word("'wasm-unsafe-eval'", "WebAssembly")];
    if (blocked === "inline") {
      // What a script makes of styles is another text each time.
      if (directive.startsWith("style")) return [word("'unsafe-inline'", "inserted styles")];
      const hashes = [...this.#hashes].filter(([, of]) => of === "script").map(([hash]) => hash);
      const words = directive === "script-src-attr" ? ["'unsafe-hashes'", ...hashes] : hashes;
      return words.map((hash) => word(hash, "an inserted script"));
    }
    const url = /^[a-z][a-z0-9+.-]*$/.test(blocked) ? `${blocked}:` : blocked;
    return URL.canParse(url, base) ? [{ kind: "url", directive, url: new URL(url, base).href }] : [];
  }

  #read(text: string): void {
    const [, hash] = /\ba hash \(('sha256-[\w+/=]+')\)/.exec(text) ?? [];
    const [, of] = /directive[^"']*["'](script|style|default)-src/.exec(text) ?? [];
    if (hash !== undefined && of !== "style") this.#hashes.set(hash, "script");
  }
}
