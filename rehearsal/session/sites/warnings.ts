import { bucketNameOf } from "../../assembly/origin-buckets";
import type { RehearsedSite } from "../../content/rehearsed-site";
import type { Origin, OriginClient } from "../../edge";
import type { Regions } from "../../regions";
import type { LoadedSite } from "../../terraform";

/** What a person should know of a site out of a file, besides what its Terraform leaves open. */
export function warningsOf(
  { file, loaded }: RehearsedSite,
  regions: Regions,
  clients: ReadonlyMap<string, OriginClient>,
): string[] {
  if (file === undefined) return [];
  const origins = loaded.distributions.flatMap((distribution) => distribution.origins);
  const readers = new Map<string, Origin>();
  for (const origin of origins) {
    const bucket = bucketNameOf(origin);
    if (bucket && !clients.has(origin.id) && !readers.has(bucket)) readers.set(bucket, origin);
  }
  const empty = [...readers].flatMap(([bucket, { id }]) => emptyBucket(bucket, id, regions));
  return [...(runsFunctions(loaded) ? [trust(file)] : []), ...empty];
}

function runsFunctions({ distributions }: LoadedSite): boolean {
  return distributions.some(({ defaultCacheBehavior, cacheBehaviors }) =>
    [defaultCacheBehavior, ...cacheBehaviors].some(({ functions }) => functions.length > 0),
  );
}

function trust(file: string): string {
  return `functions of ${file} run on this machine with your rights (docs/limitations.md, functions-trust)`;
}

/** A bucket without objects answers everything with 403 or 404, which looks like a fault of the rehearsal. */
function emptyBucket(bucket: string, id: string, regions: Regions): string[] {
  if (regions.regionOf(bucket) === undefined)
    return [
      `the origin ${id} reads the bucket ${bucket}, which is not in the file: --origin ${id}=<folder> stands for it`,
    ];
  if (regions.store(bucket).list().contents.length > 0) return [];
  return [`the origin ${id} reads the bucket ${bucket}, which is empty: --origin ${id}=<folder> fills it`];
}
