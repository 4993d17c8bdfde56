import type { CompiledDistribution } from "./compiled-distribution";

/**
 * Finds the distribution of a Host header: an exact name first, then the most specific wildcard alias
 * (CloudFront guide, Using custom URLs by adding alternate domain names). Disabled distributions answer nobody.
 */
export class Hosts {
  readonly #exact = new Map<string, CompiledDistribution>();
  /** By the part after `*`. */
  readonly #wildcards = new Map<string, CompiledDistribution>();

  constructor(distributions: readonly CompiledDistribution[]) {
    for (const distribution of distributions) {
      if (!distribution.config.enabled) continue;
      for (const name of [distribution.config.domainName, ...distribution.config.aliases]) {
        const lower = name.toLowerCase();
        if (lower.startsWith("*.")) this.#wildcards.set(lower.slice(1), distribution);
        else this.#exact.set(lower, distribution);
      }
    }
  }

  /** @param host value of the Host header, port included */
  find(host: string): CompiledDistribution | undefined {
    const known = this.#exact.get(host);
    if (known !== undefined) return known;
    const name = host.toLowerCase().replace(/:\d*$/, "");
    return this.#exact.get(name) ?? this.#byWildcard(name);
  }

  #byWildcard(name: string): CompiledDistribution | undefined {
    for (let dot = name.indexOf("."); dot > 0; dot = name.indexOf(".", dot + 1)) {
      const found = this.#wildcards.get(name.slice(dot));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
