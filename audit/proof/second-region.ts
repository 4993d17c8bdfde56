import { usualFailoverCodes } from "../../facts/cloudfront/limits";
import type { Distribution, Origin, OriginGroup } from "../../rehearsal/edge";
import { parseEndpoint } from "../../rehearsal/regions/http/endpoint";
import type { LoadedBucket, LoadedSite } from "../../rehearsal/terraform";

interface Asked {
  readonly bucket: LoadedBucket;
  readonly origin: Origin;
}

/** The bucket of an origin, where it is one of the site's. */
function askedBy(origin: Origin | undefined, { buckets }: LoadedSite): readonly Asked[] {
  const name = origin && parseEndpoint(origin.domainName)?.bucket;
  return buckets.filter((one) => one.name === name).map((bucket) => ({ bucket, origin: origin as Origin }));
}

/** Under this name, and in a region that is not its own. */
function elsewhere({ bucket, origin }: Asked, name: string): Asked {
  const region = bucket.region === "eu-west-1" ? "us-west-2" : "eu-west-1";
  const { policy, replication: _, ...rest } = bucket;
  const text = typeof policy === "object" ? JSON.stringify(policy) : policy;
  const renamed = text?.replaceAll(`:::${bucket.name}`, `:::${name}`);
  return {
    bucket: { ...rest, name, region, ...(renamed !== undefined && { policy: renamed }) },
    origin: { ...origin, domainName: `${name}.s3.${region}.amazonaws.com` },
  };
}

const replaced = (site: LoadedSite, before: Distribution, change: Partial<Distribution>) =>
  site.distributions.map((one) => (one === before ? { ...one, ...change } : one));

/** The bucket of the default behaviour has a copy in another region, and both are one group. */
export function withReplica(site: LoadedSite, distribution: Distribution): LoadedSite {
  const { defaultCacheBehavior, origins } = distribution;
  const [asked] = askedBy(
    origins.find(({ id }) => id === defaultCacheBehavior.targetOriginId),
    site,
  );
  if (asked === undefined) return site;
  const { id } = asked.origin;
  const copy = elsewhere(asked, `${asked.bucket.name.slice(0, 55)}-mended`);
  const second = { ...copy.origin, id: `${id}-mended` };
  const group: OriginGroup = {
    id: `${id}-regions`,
    members: [id, second.id],
    statusCodes: usualFailoverCodes,
  };
  return {
    ...site,
    buckets: [...site.buckets, copy.bucket],
    distributions: replaced(site, distribution, {
      origins: [...origins, second],
      originGroups: [group],
      defaultCacheBehavior: { ...defaultCacheBehavior, targetOriginId: group.id },
    }),
  };
}

/** The second bucket of each group is in another region than it was. */
export function withSecondRegion(site: LoadedSite, distribution: Distribution): LoadedSite {
  const { originGroups, origins } = distribution;
  const seconds = origins.filter(({ id }) => originGroups.some(({ members }) => members[1] === id));
  const asked = seconds.flatMap((origin) => askedBy(origin, site));
  const moved = asked.map((one) => [one, elsewhere(one, one.bucket.name)] as const);
  const buckets = new Map(moved.map(([before, after]) => [before.bucket, after.bucket]));
  const movedOrigins = new Map(moved.map(([before, after]) => [before.origin, after.origin]));
  return {
    ...site,
    buckets: site.buckets.map((one) => buckets.get(one) ?? one),
    distributions: replaced(site, distribution, {
      origins: origins.map((one) => movedOrigins.get(one) ?? one),
    }),
  };
}
