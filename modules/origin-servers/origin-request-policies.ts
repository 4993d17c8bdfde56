import { createHash } from "node:crypto";
import { CloudfrontOriginRequestPolicy } from "@cdktf/provider-aws/lib/cloudfront-origin-request-policy/index.js";
import { Construct } from "constructs";
import { type Forwarding, forwardingOf } from "../../config/origin-forwarding";
import type { OriginPath, SiteConfig } from "../../config/schema";
import { managedPolicyIds } from "../../facts/cloudfront/managed-policy-ids";
import { terraformLiteral } from "../terraform-text";

/** What servers see of a request besides the cache key: AWS's own policy for all of it, one of the site's for what is listed. */
export class OriginRequestPolicies extends Construct {
  readonly #site: SiteConfig;
  readonly #ids = new Map<string, string>();

  constructor(scope: Construct, id: string, { site }: { readonly site: SiteConfig }) {
    super(scope, id);
    this.#site = site;
  }

  /** Id of the policy of a path; undefined where nothing is forwarded. */
  idOf(path: OriginPath): string | undefined {
    const forwarding = forwardingOf(path);
    if (forwarding === "none") return undefined;
    if (forwarding === "all") return managedPolicyIds.originRequest.AllViewerExceptHostHeader;
    const name = digest(forwarding);
    const known = this.#ids.get(name) ?? this.#create(name, forwarding);
    this.#ids.set(name, known);
    return known;
  }

  #create(name: string, { queryStrings, headers, cookies }: Exclude<Forwarding, string>): string {
    return new CloudfrontOriginRequestPolicy(this, name, {
      name: `${this.#site.name}-forward-${name}`,
      comment: `What servers of ${this.#site.name} see besides the cache key`,
      queryStringsConfig: {
        queryStringBehavior: behaviourOf(queryStrings),
        ...(isListed(queryStrings) && { queryStrings: { items: queryStrings.map(terraformLiteral) } }),
      },
      headersConfig: {
        headerBehavior: behaviourOf(headers),
        ...(isListed(headers) && { headers: { items: [...headers] } }),
      },
      cookiesConfig: {
        cookieBehavior: behaviourOf(cookies),
        ...(isListed(cookies) && { cookies: { items: [...cookies] } }),
      },
      // The distribution must leave a policy that is no longer used before it can go.
      lifecycle: { createBeforeDestroy: true },
    }).id;
  }
}

type Names = readonly string[] | "all";

function isListed(names: Names): names is readonly string[] {
  return names !== "all" && names.length > 0;
}

function behaviourOf(names: Names): "all" | "none" | "whitelist" {
  if (names === "all") return "all";
  return names.length === 0 ? "none" : "whitelist";
}

function digest(forwarding: Exclude<Forwarding, string>): string {
  return createHash("sha256").update(JSON.stringify(forwarding)).digest("hex").slice(0, 8);
}
