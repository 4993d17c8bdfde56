import {
  CloudfrontDistribution,
  type CloudfrontDistributionLoggingConfig,
  type CloudfrontDistributionRestrictions,
  type CloudfrontDistributionViewerCertificate,
} from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js";
import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control/index.js";
import { Construct } from "constructs";
import { siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import type { LogBucket } from "../log-bucket";
import type { OriginServers } from "../origin-servers";
import { terraformLiteral } from "../terraform-text";
import { type BehaviourParts, contentBehaviour, orderedBehaviours } from "./behaviours";
import { errorResponses } from "./error-responses";
import { type OriginBuckets, originGroups, origins } from "./origins";

/** What a distribution is made of. */
export interface DistributionProps {
  readonly site: SiteConfig;
  readonly buckets: OriginBuckets;
  /** Those beside the buckets. */
  readonly servers: OriginServers;
  readonly behaviours: BehaviourParts;
  /** Validated certificate in us-east-1 for all names of the site's domain; none without a domain. */
  readonly certificateArn?: string;
  /** Of the web ACL that the stack makes. @default - the config's, if it names one */
  readonly webAclArn?: string;
  /** Beside those of the stack. @default - none */
  readonly tags?: Record<string, string>;
  /** Given when the site has access logs. */
  readonly logBucket?: LogBucket;
}

/** The distribution: two private origins behind one access control, one origin group, behaviours that fail over, and servers beside. */
export class SiteDistribution extends Construct {
  readonly distribution: CloudfrontDistribution;
  readonly distributionId: string;
  readonly arn: string;
  readonly domainName: string;
  /** Hosted zone that alias records of a CloudFront distribution point into. */
  readonly hostedZoneId: string;

  constructor(scope: Construct, id: string, props: DistributionProps) {
    super(scope, id);
    const { site, buckets, servers, behaviours } = props;
    const accessControl = new CloudfrontOriginAccessControl(this, "OriginAccess", {
      name: siteNames(site).bucketAccess,
      description: `${site.name}: CloudFront signs every request to both buckets`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
    const distribution = new CloudfrontDistribution(this, "Resource", {
      comment: site.name,
      enabled: true,
      aliases: site.domain && [site.domain.name, ...site.domain.aliases],
      httpVersion: "http2and3",
      isIpv6Enabled: true,
      priceClass: site.distribution.priceClass,
      webAclId: props.webAclArn ?? site.distribution.webAclArn,
      tags: props.tags,
      origin: [...origins(site, buckets, accessControl.id), ...servers.origins],
      originGroup: [...originGroups(site), ...servers.groups],
      defaultCacheBehavior: contentBehaviour(site.cache.default, behaviours),
      orderedCacheBehavior: orderedBehaviours(site, behaviours),
      customErrorResponse: errorResponses(site),
      restrictions: restrictions(site),
      viewerCertificate: viewerCertificate(props.certificateArn),
      loggingConfig: loggingConfig(site, props.logBucket),
      dependsOn: props.logBucket && [...props.logBucket.ready],
    });
    this.distribution = distribution;
    this.distributionId = distribution.id;
    this.arn = distribution.arn;
    this.domainName = distribution.domainName;
    this.hostedZoneId = distribution.hostedZoneId;
  }
}

function restrictions({ distribution }: SiteConfig): CloudfrontDistributionRestrictions {
  const { geoRestriction } = distribution;
  if (!geoRestriction) return { geoRestriction: { restrictionType: "none" } };
  return {
    geoRestriction: { restrictionType: geoRestriction.type, locations: [...geoRestriction.locations] },
  };
}

/** CloudFront ignores a minimum TLS version together with its own certificate, and reports TLSv1 back. */
function viewerCertificate(acmCertificateArn?: string): CloudfrontDistributionViewerCertificate {
  if (acmCertificateArn === undefined) return { cloudfrontDefaultCertificate: true };
  return { acmCertificateArn, sslSupportMethod: "sni-only", minimumProtocolVersion: "TLSv1.2_2021" };
}

function loggingConfig(
  { distribution }: SiteConfig,
  logBucket?: LogBucket,
): CloudfrontDistributionLoggingConfig | undefined {
  const { accessLogs } = distribution;
  if (accessLogs?.format !== "legacy" || !logBucket) return undefined;
  return {
    bucket: logBucket.domainName,
    prefix: terraformLiteral(accessLogs.prefix),
    includeCookies: accessLogs.includeCookies,
  };
}
