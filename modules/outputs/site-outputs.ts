import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { TerraformOutput, type TerraformStack } from "cdktf";
import { headersEvent } from "../../config/headers-event";
import type { SiteConfig } from "../../config/schema";
import type { SiteDistribution } from "../distribution";
import type { HeaderFunction } from "../header-function";
import type { ViewerRequestFunction } from "../viewer-request";

/** What the outputs tell of. */
export interface SiteOutputsProps {
  readonly site: SiteConfig;
  readonly distribution: SiteDistribution;
  readonly buckets: { readonly primary: S3Bucket; readonly replica: S3Bucket };
  readonly viewerRequest: ViewerRequestFunction;
  readonly headerFunction: HeaderFunction;
  readonly sentinel?: { readonly functionName: string; readonly regions: readonly string[] };
  readonly alarmNames: readonly string[];
  readonly topicArns: readonly string[];
  /** Given when the stack makes the zone. */
  readonly zone?: { readonly name: string; readonly nameServers: readonly string[] };
}

/** Raised when a key changes its meaning or goes away; readers refuse a version that they do not know. */
const shapeVersion = 1;

/**
 * What a release and the operators' verbs need to know, as one output: `terraform output -json outlast` is the whole
 * of it. docs/outputs.md describes every key.
 */
export class OutlastOutput extends TerraformOutput {
  constructor(scope: TerraformStack, id: string, props: SiteOutputsProps) {
    const { site, distribution, buckets, viewerRequest } = props;
    super(scope, id, {
      description: "Where the parts of the site are; docs/outputs.md describes the shape",
      value: {
        version: shapeVersion,
        site: site.name,
        url: `https://${site.domain?.name ?? distribution.domainName}`,
        distribution: {
          id: distribution.distributionId,
          arn: distribution.arn,
          domain_name: distribution.domainName,
        },
        buckets: {
          primary: { name: buckets.primary.id, region: site.regions.primary },
          replica: { name: buckets.replica.id, region: site.regions.replica },
        },
        key_value_store_arn: viewerRequest.keyValueStoreArn,
        functions: {
          viewer_request: viewerRequest.functionName,
          ...headersOf(site, props),
        },
        ...(props.sentinel && { sentinel: sentinelIn(props.sentinel) }),
        alarm_names: [...props.alarmNames],
        topic_arns: [...props.topicArns],
        ...(props.zone && { zone: { name: props.zone.name, name_servers: [...props.zone.nameServers] } }),
      },
    });
  }
}

/** Of several, the function has one name. */
function sentinelIn({ functionName: name, regions }: NonNullable<SiteOutputsProps["sentinel"]>) {
  const [region, ...further] = regions;
  return { name, region, ...(further.length > 0 && { further_regions: further }) };
}

/** Where the site's own rules run; what runs there of the project's alone is no part of the shape. */
function headersOf(site: SiteConfig, { headerFunction: { lambda, viewerResponse } }: SiteOutputsProps) {
  const event = headersEvent(site);
  const deployed =
    event === "origin-response" ? lambda : event === "viewer-response" ? viewerResponse : undefined;
  if (deployed === undefined) return {};
  return { headers: { runtime: site.headers.runtime, name: deployed.functionName } };
}
