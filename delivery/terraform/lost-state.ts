import {
  CloudFrontClient,
  ListCachePoliciesCommand,
  ListOriginAccessControlsCommand,
  ListOriginRequestPoliciesCommand,
  ListResponseHeadersPoliciesCommand,
} from "@aws-sdk/client-cloudfront";
import { paginateListHealthChecks, Route53Client } from "@aws-sdk/client-route-53";
import type { SiteConfig } from "../../config";
import { askingAws, bounded } from "../../operations/aws";
import { identifyCaller } from "../../operations/caller";
import { allDistributions, ownDistribution } from "./distributions";

type Block = Readonly<Record<string, string>>;
type Ids = ReadonlyMap<string, string>;

/** What AWS gave ids of its own: by type, and by what the configuration says of each. */
export type KnownIds = Readonly<Record<string, (block: Block) => string | undefined>>;

/**
 * The ids of a site's resources that no name leads to, where the state is lost: its distribution by the site's tag, policies by
 * their names, and health checks by what they ask.
 */
export async function idsOnAws(
  site: SiteConfig,
  client = new CloudFrontClient({ region: "us-east-1", ...bounded }),
  route53 = new Route53Client({ region: "us-east-1", ...bounded }),
): Promise<KnownIds> {
  const [distributions, cache, headers, requests, access] = await Promise.all([
    allDistributions(client),
    listed("cache policies", async (Marker) => {
      const { CachePolicyList: list } = await client.send(
        new ListCachePoliciesCommand({ Type: "custom", Marker }),
      );
      const items = (list?.Items ?? []).map(({ CachePolicy: one }) => [
        one?.CachePolicyConfig?.Name,
        one?.Id,
      ]);
      return { items, next: list?.NextMarker };
    }),
    listed("response headers policies", async (Marker) => {
      const { ResponseHeadersPolicyList: list } = await client.send(
        new ListResponseHeadersPoliciesCommand({ Type: "custom", Marker }),
      );
      const items = (list?.Items ?? []).map(({ ResponseHeadersPolicy: one }) => [
        one?.ResponseHeadersPolicyConfig?.Name,
        one?.Id,
      ]);
      return { items, next: list?.NextMarker };
    }),
    listed("origin request policies", async (Marker) => {
      const { OriginRequestPolicyList: list } = await client.send(
        new ListOriginRequestPoliciesCommand({ Type: "custom", Marker }),
      );
      const items = (list?.Items ?? []).map(({ OriginRequestPolicy: one }) => [
        one?.OriginRequestPolicyConfig?.Name,
        one?.Id,
      ]);
      return { items, next: list?.NextMarker };
    }),
    listed("origin access controls", async (Marker) => {
      const { OriginAccessControlList: list } = await client.send(
        new ListOriginAccessControlsCommand({ Marker }),
      );
      return { items: (list?.Items ?? []).map(({ Id, Name }) => [Name, Id]), next: list?.NextMarker };
    }),
  ]);
  const own = await ownDistribution(site, distributions, client);
  const checks = site.monitoring.healthChecks ? await healthChecks(own?.DomainName, route53) : new Map();
  return {
    aws_cloudfront_distribution: () => own?.Id,
    aws_cloudfront_monitoring_subscription: () => own?.Id,
    aws_cloudfront_cache_policy: ({ name = "" }) => cache.get(name),
    aws_cloudfront_response_headers_policy: ({ name = "" }) => headers.get(name),
    aws_cloudfront_origin_request_policy: ({ name = "" }) => requests.get(name),
    aws_cloudfront_origin_access_control: ({ name = "" }) => access.get(name),
    aws_route53_health_check: ({ resource_path = "" }) => checks.get(resource_path),
  };
}

/** The ids of what an account has one of, by its name, where the state of its roles is lost. */
export async function idsOfAccount(): Promise<KnownIds> {
  const { account } = await identifyCaller(process.env.AWS_REGION ?? "us-west-2");
  return {
    aws_iam_openid_connect_provider: ({ url = "" }) =>
      `arn:aws:iam::${account}:oidc-provider/${url.replace("https://", "")}`,
    aws_iam_policy: ({ name }) => name && `arn:aws:iam::${account}:policy/${name}`,
  };
}

interface Page {
  readonly items: readonly (readonly (string | undefined)[])[];
  readonly next: string | undefined;
}

/** Ids by names, page by page. */
function listed(what: string, ask: (marker: string | undefined) => Promise<Page>): Promise<Ids> {
  return askingAws(`list the ${what}`, "CloudFront", async () => {
    const found = new Map<string, string>();
    let marker: string | undefined;
    do {
      const { items, next } = await ask(marker);
      for (const [name, id] of items) if (name !== undefined && id !== undefined) found.set(name, id);
      marker = next;
    } while (marker !== undefined && marker !== "");
    return found;
  });
}

/** Those that ask the distribution, by the paths that they ask for. */
function healthChecks(host: string | undefined, client: Route53Client): Promise<Ids> {
  return askingAws("list the health checks", "Route 53", async () => {
    const found = new Map<string, string>();
    for await (const { HealthChecks = [] } of paginateListHealthChecks({ client }, {}))
      for (const { HealthCheckConfig: asked, Id } of HealthChecks)
        if (asked?.FullyQualifiedDomainName === host && asked?.ResourcePath && Id)
          found.set(asked.ResourcePath, Id);
    return found;
  });
}
