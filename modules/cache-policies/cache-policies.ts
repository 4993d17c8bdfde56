import { CloudfrontCachePolicy } from "@cdktf/provider-aws/lib/cloudfront-cache-policy/index.js";
import { Construct } from "constructs";
import { hasOwnPolicies } from "../../config/flat-rate";
import type { CacheMode, OriginPath, SiteConfig } from "../../config/schema";
import { managedPolicyIds } from "../../facts/cloudfront/managed-policy-ids";
import { terraformLiteral } from "../terraform-text";
import { type CachePolicySettings, cachePolicySettings, serverCachePolicySettings } from "./settings";

/** What cache policies are made of. */
export interface CachePoliciesProps {
  readonly site: SiteConfig;
}

/** One cache policy for each way of being in charge that the site uses, equal settings sharing one; AWS's where a plan takes no other. */
export class CachePolicies extends Construct {
  readonly #isManaged: boolean;
  readonly #idByName = new Map<string, string>();

  constructor(scope: Construct, id: string, { site }: CachePoliciesProps) {
    super(scope, id);
    this.#isManaged = !hasOwnPolicies(site);
    if (this.#isManaged) return;
    const servers = site.paths.flatMap(({ cache }) =>
      cache === false ? [] : serverCachePolicySettings(cache),
    );
    for (const settings of [
      ...[site.cache.default, ...site.cache.paths].map(cachePolicySettings),
      ...servers,
    ]) {
      if (this.#idByName.has(settings.name)) continue;
      this.#idByName.set(settings.name, this.#create(site.name, settings).id);
    }
  }

  /** Id of the policy of a behaviour of this site. */
  idOf(cache: CacheMode): string {
    return this.#idOf(cachePolicySettings(cache));
  }

  /** Id of the policy of a server's paths. */
  idOfServer(cache: Exclude<OriginPath["cache"], false>): string {
    return this.#idOf(serverCachePolicySettings(cache));
  }

  /** AWS's keeps what it is told to, by Cache-Control, which a release writes. */
  #idOf({ name }: CachePolicySettings): string {
    if (this.#isManaged) return managedPolicyIds.cache.CachingOptimized;
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
          ...(queryStrings !== "all" &&
            queryStrings.length > 0 && { queryStrings: { items: queryStrings.map(terraformLiteral) } }),
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

function behaviourOf(names: readonly string[] | "all"): "all" | "none" | "whitelist" {
  if (names === "all") return names;
  return names.length === 0 ? "none" : "whitelist";
}
