import { Block } from "../../../terraform/block";
import type { Findings } from "../../../terraform/problems";
import { findBy, known, type Resource, type Resources } from "../../../terraform/resources";
import type { AccessPointOptions, AccessPointRoute } from "../../regions";

/** Reads the Multi-Region Access Points, with the policies and routes of the resources beside them. */
export function readAccessPoints(resources: Resources, findings: Findings): AccessPointOptions[] {
  return resources
    .ofType("aws_s3control_multi_region_access_point")
    .map((resource) => readAccessPoint(resource, resources, findings));
}

function readAccessPoint(resource: Resource, resources: Resources, findings: Findings): AccessPointOptions {
  const block = Block.of(resource, findings);
  const details = block.block("details");
  const name = details?.required("name") ?? "";
  const arn = block.required("arn");
  const policy = readPolicy(name, resources, findings);
  const dials = readDials(arn, resources, findings);
  const routes = (details?.blocks("region") ?? []).map((region): AccessPointRoute => {
    const bucket = region.required("bucket");
    const home = findBy(resources, "aws_s3_bucket", "bucket", bucket);
    // A new access point has every region active (S3 guide, "Amazon S3 Multi-Region Access Points routing states").
    return { bucket, region: homeOf(home, region), active: (dials.get(bucket) ?? 100) > 0 };
  });
  const point = { alias: block.required("alias"), arn, routes, ...(policy && { policy }) };
  block.ignore("domain_name");
  block.finish();
  return point;
}

function homeOf(bucket: Resource | undefined, region: Block): string {
  const own = bucket && (known(bucket, "region") ?? bucket.region);
  return typeof own === "string" ? own : region.string("region", "us-east-1");
}

function readPolicy(name: string, resources: Resources, findings: Findings): string | undefined {
  for (const resource of resources.ofType("aws_s3control_multi_region_access_point_policy")) {
    const block = Block.of(resource, findings);
    const details = block.block("details");
    const policy = details?.required("name") === name ? details.required("policy") : undefined;
    details?.ignore("policy");
    block.finish();
    if (policy) return policy;
  }
  return undefined;
}

/** The traffic dial of each bucket that a file sets one for: 0 or 100. */
function readDials(arn: string, resources: Resources, findings: Findings): ReadonlyMap<string, number> {
  const dials = new Map<string, number>();
  for (const resource of resources.ofType("aws_s3control_multi_region_access_point_routes")) {
    const block = Block.of(resource, findings);
    const isOwn = block.required("mrap") === arn;
    for (const route of block.blocks("route")) {
      const bucket = route.required("bucket");
      const dial = route.number("traffic_dial_percentage", 100);
      if (isOwn) dials.set(bucket, dial);
    }
    block.finish();
  }
  return dials;
}
