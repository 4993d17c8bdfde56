import type { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import { formerSentinelRegions, sentinelRegions, sentinelSettings } from "../config/automatic-failover";
import { athenaAnswers, bucketNames, siteNames, siteTag, stateKey } from "../config/names";
import type { DeploymentConfig, SiteConfig } from "../config/schema";
import { accountOf } from "../modules/account";
import { CachePolicies } from "../modules/cache-policies";
import { Certificate } from "../modules/certificate";
import { SiteDistribution } from "../modules/distribution";
import { AliasRecords, HostedZone } from "../modules/dns";
import { boundaryOf } from "../modules/github-access";
import { HeaderFunction } from "../modules/header-function";
import { LogBucket, LogDelivery } from "../modules/log-bucket";
import { LogTable } from "../modules/log-table";
import { Monitoring } from "../modules/monitoring";
import { OriginBucket, OriginBucketPolicy } from "../modules/origin-bucket";
import { OriginRequestPolicies, OriginServers } from "../modules/origin-servers";
import { OutlastOutput } from "../modules/outputs";
import { Replication } from "../modules/replication";
import { SiteHeadersPolicy } from "../modules/response-headers-policy";
import { SiteSentinel } from "../modules/sentinel";
import { configureBackend } from "../modules/state-backend";
import { ViewerRequestFunction } from "../modules/viewer-request";
import { planTags, SiteWebAcl } from "../modules/web-acl";
import { ReadableStack } from "./readable-stack";
import { regionIds, tellHistory } from "./region-history";

/** What a site's stack is made of. */
export interface SiteStackProps {
  readonly site: SiteConfig;
  /** Where the state goes; without it, to a file. */
  readonly deployment?: DeploymentConfig;
}

/**
 * One website: two buckets, one distribution, and what watches them. Its parts are there for `customize` of the config,
 * and for whoever uses it in an app of their own.
 */
export class SiteStack extends ReadableStack {
  readonly site: SiteConfig;
  readonly primary: OriginBucket;
  readonly replica: OriginBucket;
  readonly distribution: SiteDistribution;
  readonly viewerRequest: ViewerRequestFunction;
  readonly monitoring: Monitoring;
  /** With a domain. */
  readonly zone: HostedZone | undefined;
  /** With a domain. */
  readonly certificate: Certificate | undefined;
  /** Of the region of the replica, and of us-east-1, for resources that belong there. */
  readonly providers: { readonly replica: AwsProvider; readonly global: AwsProvider };

  constructor(scope: Construct, id: string, { site, deployment }: SiteStackProps) {
    super(scope, id, { [siteTag]: site.name, ...site.tags });
    const ids = regionIds(site);
    this.awsProvider(site.regions.primary);
    const replicaRegion = this.awsProvider(site.regions.replica, ids.replica.alias);
    for (const [alias, region] of Object.entries(ids.otherAliases)) this.awsProvider(region, alias);
    const global = this.awsProvider("us-east-1", "global");
    const sentinelProviders = this.#sentinelProviders(site);
    const stateRegion = deployment?.region ?? site.regions.replica;
    configureBackend(this, { deployment, region: stateRegion, key: stateKey(id) });

    const account = accountOf(this);
    const permissionsBoundary = boundaryOf(account, site, deployment);
    const names = bucketNames(site);
    const noncurrentRetentionDays = days(site.noncurrentVersions.retention);
    const primary = new OriginBucket(this, ids.primary.bucket, {
      bucketName: names.primary,
      noncurrentRetentionDays,
    });
    const replica = new OriginBucket(this, ids.replica.bucket, {
      bucketName: names.replica,
      noncurrentRetentionDays,
      provider: replicaRegion,
    });
    const replication = { account, permissionsBoundary };
    new Replication(this, ids.primary.replication, { ...replication, from: primary, to: replica });
    if (site.replication.twoWay) {
      const back = { ...replication, from: replica, to: primary, provider: replicaRegion };
      new Replication(this, ids.replica.replication, back);
    }

    const hostNames = site.domain && [site.domain.name, ...site.domain.aliases];
    const zone = site.domain && new HostedZone(this, "Zone", { zone: site.domain.zone });
    if (zone?.nameServers) {
      const description = "What the registrar, or the zone above, has to delegate the zone to";
      new TerraformOutput(this, "name_servers", { description, value: zone.nameServers });
    }
    const certificate =
      hostNames &&
      zone &&
      new Certificate(this, "Certificate", { names: hostNames, zoneId: zone.zoneId, provider: global });

    const cachePolicies = new CachePolicies(this, "Cache", { site });
    const headersPolicy = new SiteHeadersPolicy(this, "Headers", { site });
    const servers = new OriginServers(this, "Servers", {
      site,
      providers: { "us-east-1": global, [site.regions.replica]: replicaRegion },
    });
    const originRequestPolicies = new OriginRequestPolicies(this, "Forward", { site });
    const serverHeaders = site.paths.some(({ securityHeaders }) => securityHeaders)
      ? new SiteHeadersPolicy(this, "ServerHeaders", { site, ofServers: true })
      : undefined;
    const viewerRequest = new ViewerRequestFunction(this, "ViewerRequest", { site });
    const headerFunction = new HeaderFunction(this, "EdgeHeaders", {
      site,
      global,
      permissionsBoundary,
    });
    const { accessLogs } = site.distribution;
    const logBucket =
      accessLogs &&
      new LogBucket(this, ids.primary.logs, {
        bucketName: names.logs,
        retentionDays: days(accessLogs.retention),
        ...(accessLogs.athena && { answers: athenaAnswers }),
        ...(accessLogs.format !== "legacy" && { delivery: { account, source: siteNames(site).logSource } }),
      });

    const webAcl = new SiteWebAcl(this, "WebAcl", { site, provider: global });
    const distribution = new SiteDistribution(this, "Distribution", {
      site,
      webAclArn: webAcl.arn,
      tags: planTags(site),
      buckets: { primary: primary.bucket, replica: replica.bucket },
      servers,
      behaviours: {
        cachePolicyId: (cache) => cachePolicies.idOf(cache),
        responseHeadersPolicyId: headersPolicy.policyId,
        viewerRequestArn: viewerRequest.functionArn,
        ...(headerFunction.viewerResponse && { viewerResponse: headerFunction.viewerResponse }),
        ...(headerFunction.lambda && { lambda: headerFunction.lambda }),
        servers: {
          cachePolicyId: (cache) => cachePolicies.idOfServer(cache),
          originRequestPolicyId: (path) => originRequestPolicies.idOf(path),
          responseHeadersPolicyId: serverHeaders?.policyId,
        },
      },
      certificateArn: certificate?.arn,
      logBucket,
    });
    const distributionArn = distribution.arn;
    if (accessLogs && logBucket) {
      new LogDelivery(this, "LogDelivery", { site, accessLogs, distributionArn, logBucket, global });
      // Below the bucket's id, which says in which region both are.
      new LogTable(logBucket, "Table", { site, accessLogs });
    }
    servers.allowCalls(distributionArn);
    new OriginBucketPolicy(this, ids.primary.access, { bucket: primary, distributionArn });
    new OriginBucketPolicy(this, ids.replica.access, {
      bucket: replica,
      distributionArn,
      provider: replicaRegion,
    });
    if (hostNames && zone) {
      new AliasRecords(this, "Dns", {
        names: hostNames,
        zoneId: zone.zoneId,
        distributionDomainName: distribution.domainName,
        distributionHostedZoneId: distribution.hostedZoneId,
      });
    }

    const monitoring = new Monitoring(this, "Monitoring", {
      site,
      hostName: distribution.domainName,
      distributionId: distribution.distributionId,
      primaryBucket: primary,
      replicaBucket: replica,
      edgeFunctions: {
        viewerRequestName: viewerRequest.functionName,
        ...(headerFunction.lambda && { headerFunctionName: headerFunction.lambda.functionName }),
        ...(headerFunction.viewerResponse && {
          viewerResponseName: headerFunction.viewerResponse.functionName,
        }),
      },
      providers: { replica: replicaRegion, global, sentinels: sentinelProviders },
    });
    const settings = sentinelSettings(site);
    const sentinel =
      settings &&
      new SiteSentinel(this, "Sentinel", {
        ...{ site, settings, account, permissionsBoundary },
        providers: [[site.regions.replica, replicaRegion], ...Object.entries(sentinelProviders)],
        buckets: { primary, replica },
        keyValueStoreArn: viewerRequest.keyValueStoreArn,
        hostName: distribution.domainName,
      });
    new OutlastOutput(this, "outlast", {
      site,
      distribution,
      buckets: { primary: primary.bucket, replica: replica.bucket },
      viewerRequest,
      headerFunction,
      sentinel,
      alarmNames: monitoring.alarmNames,
      topicArns: Object.values(monitoring.topicArns),
      zone: zone?.nameServers && { name: site.domain?.zone.name ?? "", nameServers: zone.nameServers },
    });

    this.site = site;
    this.primary = primary;
    this.replica = replica;
    this.distribution = distribution;
    this.viewerRequest = viewerRequest;
    this.monitoring = monitoring;
    this.zone = zone;
    this.certificate = certificate;
    this.providers = { replica: replicaRegion, global };
    tellHistory(this, site);
    const customize = site.customize as ((stack: SiteStack) => void) | undefined;
    customize?.(this);
  }

  /** By region, of sentinels elsewhere than the replica's. */
  #sentinelProviders(site: SiteConfig): Readonly<Record<string, AwsProvider>> {
    const of = (region: string) => this.awsProvider(region, `sentinel_${region.replaceAll("-", "_")}`);
    // A state names the provider of what is in it until that is gone.
    for (const region of formerSentinelRegions(site)) of(region);
    const [, ...further] = sentinelRegions(site);
    return Object.fromEntries(further.map((region) => [region, of(region)]));
  }
}

/** S3's lifecycle rules count whole days; part of one is kept. */
function days(seconds: number): number {
  return Math.ceil(seconds / 86_400);
}
