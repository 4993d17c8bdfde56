import { CloudfrontCachePolicy } from "@cdktf/provider-aws/lib/cloudfront-cache-policy/index.js";
import { Construct } from "constructs";
import type { CacheMode, SiteConfig } from "../../config/schema";
import { terraformLiteral } from "../terraform-text";
import { type CachePolicySettings, cachePolicySettings } from "./settings";

export interface CachePoliciesProps {
  readonly site: SiteConfig;
}

/** One cache policy for each way of being in charge that the site uses; equal settings share one. */
export class CachePolicies extends Construct {
  readonly #idByName = new Map<string, string>();

  constructor(scope: Construct, id: string, { site }: CachePoliciesProps) {
    super(scope, id);
    for (const cache of [site.cache.default, ...site.cache.paths]) {
      const settings = cachePolicySettings(cache);
      if (this.#idByName.has(settings.name)) continue;
      this.#idByName.set(settings.name, this.#create(site.name, settings).id);
    }
  }

  /** Id of the policy of a behaviour of this site. */
  idOf(cache: CacheMode): string {
    const { name } = cachePolicySettings(cache);
    const id = this.#idByName.get(name);
    if (id === undefined) throw new Error(`no cache policy "${name}": the behaviour is not one of this site`);
    return id;
  }

  #create(siteName: string, settings: CachePolicySettings): CloudfrontCachePolicy {
    const { name, comment, minTtl, defaultTtl, maxTtl, queryStrings, headers, cookies } = settings;
    return new CloudfrontCachePolicy(this, name, {
      name: `${siteName}-${name}`,
      comment,
      minTtl,
      defaultTtl,
      maxTtl,
      parametersInCacheKeyAndForwardedToOrigin: {
        enableAcceptEncodingBrotli: true,
        enableAcceptEncodingGzip: true,
        queryStringsConfig: {
          queryStringBehavior: behaviourOf(queryStrings),
          ...(queryStrings.length > 0 && { queryStrings: { items: queryStrings.map(terraformLiteral) } }),
        },
        headersConfig: {
          headerBehavior: behaviourOf(headers),
          ...(headers.length > 0 && { headers: { items: [...headers] } }),
        },
        cookiesConfig: {
          cookieBehavior: behaviourOf(cookies),
          ...(cookies.length > 0 && { cookies: { items: [...cookies] } }),
        },
      },
      // The distribution must leave a policy that is no longer used before it can go.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}

function behaviourOf(names: readonly string[]): "none" | "whitelist" {
  return names.length === 0 ? "none" : "whitelist";
}
