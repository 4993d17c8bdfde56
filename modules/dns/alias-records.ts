import { Route53Record } from "@cdktf/provider-aws/lib/route53-record/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";

/** The names under which visitors find the distribution. */
export interface AliasRecordsProps {
  /** Every host name of the site; each must be an alternate domain name of the distribution. */
  readonly names: readonly string[];
  readonly zoneId: string;
  readonly distributionDomainName: string;
  /** CloudFront's own zone. */
  readonly distributionHostedZoneId: string;
  /** Provider of any region: Route 53 is global. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}

/** A and AAAA for reaching it, HTTPS for announcing HTTP/3 before the first connection. */
const recordTypes = ["A", "AAAA", "HTTPS"] as const;

/**
 * Alias records of every type for every name. CloudFront's health cannot be evaluated by Route 53, so asking for it is
 * an error of the API.
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
 */
export class AliasRecords extends Construct {
  constructor(scope: Construct, id: string, props: AliasRecordsProps) {
    super(scope, id);
    for (const name of props.names) {
      for (const type of recordTypes) {
        new Route53Record(this, `${constructId(name)}-${type}`, {
          zoneId: props.zoneId,
          name,
          type,
          alias: {
            name: props.distributionDomainName,
            zoneId: props.distributionHostedZoneId,
            evaluateTargetHealth: false,
          },
          provider: props.provider,
        });
      }
    }
  }
}

/** From the name and not from its place in the list: a reordered list moves no record. */
function constructId(name: string): string {
  return name.replace("*", "wildcard").replaceAll(".", "-");
}
