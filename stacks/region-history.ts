import { TerraformResource, type TerraformStack } from "cdktf";
import { bucketOfRole } from "../config/names";
import type { SiteConfig } from "../config/schema";
import { type Side, sides } from "../facts/site/switch";

/** Construct ids of what a site has in one of its regions, and the alias of that region's provider. */
export interface RegionIds {
  readonly bucket: string;
  readonly access: string;
  /** Of the replication out of the region. */
  readonly replication: string;
  readonly logs: string;
  readonly alias: string;
}

const roleIds: Readonly<Record<Side, RegionIds>> = {
  primary: {
    ...{ bucket: "Primary", access: "PrimaryAccess", replication: "Replication", logs: "Logs" },
    alias: "primary",
  },
  replica: {
    ...{ bucket: "Replica", access: "ReplicaAccess", replication: "ReplicationBack", logs: "ReplicaLogs" },
    alias: "replica",
  },
};

/**
 * What is in a region is called by the role of its bucket, or by the region where buckets have names of their own: what stays
 * keeps its address then whatever becomes its role, and what is new has one that nothing had.
 */
export function regionIds(
  site: SiteConfig,
): Readonly<Record<Side, RegionIds>> & { readonly otherAliases: Readonly<Record<string, string>> } {
  const { places, primary, replica } = site.regions;
  if (!places) return { ...roleIds, otherAliases: {} };
  // A state names the provider of each resource: it has to be there until the resource is gone. One whose region is lost
  // is not asked, and may be any that answers.
  const others = [places.primary, ...places.forgotten].map(({ bucket, region }) => ({
    ...{ bucket, region, answers: region === primary || region === replica ? region : primary },
  }));
  const ofReplica = bucketOfRole(site, "replica");
  const former = [places.replica, ...others].find(({ bucket }) => bucket === ofReplica)?.region;
  const aliases = Object.fromEntries(others.map(({ answers, region }) => [snake(region), answers]));
  const { [snake(replica)]: _, ...otherAliases } = aliases;
  return {
    primary: idsIn(primary),
    replica: idsIn(replica),
    otherAliases: {
      ...otherAliases,
      ...(former !== undefined && { [roleIds.replica.alias]: aliases[snake(former)] ?? former }),
    },
  };
}

function idsIn(region: string): RegionIds {
  return {
    bucket: region,
    access: `${region}-access`,
    replication: `${region}-replication`,
    logs: `${region}-logs`,
    alias: snake(region),
  };
}

/** How addresses begin in a region, and how they began under the role of its bucket. The first that fits is meant. */
interface Beginning extends Partial<Readonly<Record<Side, string>>> {
  readonly of: (region: string) => string;
  /** Whether what was there under the role was in the region of that bucket, whichever it was. */
  readonly stays: boolean;
}

/** The log bucket is in the primary's region. */
const logs: Beginning = { of: (at) => `${at}_logs_`, primary: "logs_", stays: true };

const beginnings: readonly Beginning[] = [
  { of: (at) => `${at}_access_`, primary: "primary_access_", replica: "replica_access_", stays: true },
  { of: (at) => `${at}_replication_`, primary: "replication_", replica: "replication_back_", stays: true },
  logs,
  ...["topic", "subscription"].map((what) => ({
    of: (at: string) => `monitoring_alarms_${at}_${what}`,
    primary: `monitoring_alarms_primary_${what}`,
    replica: `monitoring_alarms_replica_${what}`,
    stays: true,
  })),
  {
    of: (at) => `monitoring_alarms_${at}_`,
    ...{ primary: "monitoring_alarms_", replica: "monitoring_alarms_", stays: false },
  },
  { of: (at) => `sentinel_${at}_`, replica: "sentinel_", stays: false },
  { of: (at) => `${at}_`, primary: "primary_", replica: "replica_", stays: true },
];

/**
 * Says what was at other addresses (`moved`), and what is in a region that is lost (`removed`): a plan asks nothing of that
 * region, and forgets what was there without destroying it.
 */
export function tellHistory(stack: TerraformStack, site: SiteConfig): void {
  const { places } = site.regions;
  if (!places) return;
  const resources = stack.node
    .findAll()
    .filter((node): node is TerraformResource => TerraformResource.isTerraformResource(node))
    .map(({ friendlyUniqueId, terraformResourceType }) => ({
      type: terraformResourceType,
      name: friendlyUniqueId,
    }));
  const declared = new Set(resources.map(({ name, type }) => `${type}.${name}`));
  const roleOf = (bucket: string) => sides.find((side) => bucketOfRole(site, side) === bucket);

  const moved = sides.flatMap((side) => {
    const { bucket, region } = places[side];
    const role = roleOf(bucket);
    if (role === undefined) return [];
    return resources.flatMap(({ name, type }) => {
      const { beginning, rest } = placed(name, region);
      const began = beginning?.stays ? beginning[role] : undefined;
      return began === undefined ? [] : [{ from: `${type}.${began}${rest}`, to: `${type}.${name}` }];
    });
  });
  // Logs of a primary that has become the replica stay where they are, and a plan destroys no bucket.
  const left = { ...places.replica, only: logs };
  const gone = [...places.forgotten.map((place) => ({ ...place, only: undefined })), left].flatMap(
    ({ bucket, only, region }) => {
      const role = roleOf(bucket);
      return sides.flatMap((side) =>
        resources.flatMap(({ name, type }) => {
          const { beginning, rest } = placed(name, site.regions[side]);
          if (beginning === undefined || type.startsWith("aws_iam_")) return [];
          if (only !== undefined && beginning !== only) return [];
          const began = role === side ? beginning[role] : undefined;
          return [beginning.of(snake(region)), ...(began === undefined ? [] : [began])].map(
            (before) => `${type}.${before}${rest}`,
          );
        }),
      );
    },
  );
  const removed = [...new Set(gone)].filter((address) => !declared.has(address));
  if (moved.length > 0) stack.addOverride("moved", moved);
  if (removed.length > 0)
    stack.addOverride(
      "removed",
      removed.map((from) => ({ from, lifecycle: { destroy: false } })),
    );
}

/** What an address begins with in a region, and its rest; no beginning where it is of no region, or of another. */
function placed(name: string, region: string): { readonly beginning?: Beginning; readonly rest: string } {
  const beginning = beginnings.find(({ of }) => name.startsWith(of(snake(region))));
  return beginning ? { beginning, rest: name.slice(beginning.of(snake(region)).length) } : { rest: name };
}

function snake(region: string): string {
  return region.replaceAll("-", "_");
}
