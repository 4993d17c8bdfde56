import { CloudwatchLogDelivery } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery/index.js";
import { CloudwatchLogDeliveryDestination } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery-destination/index.js";
import { CloudwatchLogDeliverySource } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery-source/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import { terraformLiteral } from "../terraform-text";
import type { LogBucket } from "./log-bucket";

/** Whose logs go to which bucket, and how. */
export interface LogDeliveryProps {
  readonly site: SiteConfig;
  readonly accessLogs: NonNullable<SiteConfig["distribution"]["accessLogs"]>;
  readonly distributionArn: string;
  readonly logBucket: LogBucket;
  /** Provider of us-east-1, where CloudFront is a source of logs, wherever the bucket is. */
  readonly global: TerraformProvider;
}

/** The fields of a legacy log, but the cookies. */
const fields = [
  ...["date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem"],
  ...["sc-status", "cs(Referer)", "cs(User-Agent)", "cs-uri-query", "x-edge-result-type"],
  ...["x-edge-request-id", "x-host-header", "cs-protocol", "cs-bytes", "time-taken", "x-forwarded-for"],
  ...["ssl-protocol", "ssl-cipher", "x-edge-response-result-type", "cs-protocol-version", "fle-status"],
  ...["fle-encrypted-fields", "c-port", "time-to-first-byte", "x-edge-detailed-result-type"],
  ...["sc-content-type", "sc-content-len", "sc-range-start", "sc-range-end"],
];

/** What is delivered of a request, in the order of a line. */
export function deliveredFields(includeCookies: boolean): readonly string[] {
  return includeCookies ? [...fields, "cs(Cookie)"] : fields;
}

/**
 * Standard logging v2: CloudWatch Logs takes the distribution's access logs to the bucket, in the format of the config.
 *
 * The prefix is part of the destination. As part of the suffix path, AWS would put `AWSLogs/<account>/CloudFront/` in
 * front of it when a delivery is made, and leave that out when it is changed (terraform-provider-aws issue 46328). All
 * that a config can change is in the destination's name besides, so that a delivery is made anew and never changed.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
export class LogDelivery extends Construct {
  constructor(scope: Construct, id: string, props: LogDeliveryProps) {
    super(scope, id);
    const { accessLogs, global: provider, logBucket } = props;
    const { format, includeCookies } = accessLogs;
    if (format === "legacy") return;
    const names = siteNames(props.site);
    const source = new CloudwatchLogDeliverySource(this, "Source", {
      name: names.logSource,
      logType: "ACCESS_LOGS",
      resourceArn: props.distributionArn,
      provider,
    });
    const prefix = terraformLiteral(accessLogs.prefix.replace(/\/+$/, ""));
    const destination = new CloudwatchLogDeliveryDestination(this, "Destination", {
      name: `${names.logDestinationPrefix}${format}${includeCookies ? "-cookies" : ""}`,
      outputFormat: format,
      deliveryDestinationConfiguration: [{ destinationResourceArn: `${logBucket.bucket.arn}/${prefix}` }],
      provider,
    });
    new CloudwatchLogDelivery(this, "Resource", {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.arn,
      recordFields: [...deliveredFields(includeCookies)],
      s3DeliveryConfiguration: [{ enableHiveCompatiblePath: true, suffixPath: "{yyyy}/{MM}/{dd}/{HH}" }],
      dependsOn: [logBucket.policy],
      provider,
    });
  }
}
