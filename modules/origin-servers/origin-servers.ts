import type {
  CloudfrontDistributionOrigin,
  CloudfrontDistributionOriginGroup,
} from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js";
import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { siteNames } from "../../config/names";
import { failoverOriginId, serverGroupId } from "../../config/origin-ids";
import { originAddress } from "../../config/origin-url";
import type { OriginServer, SiteConfig } from "../../config/schema";
import { originTlsVersions } from "../../facts/cloudfront/limits";
import { terraformLiteral } from "../terraform-text";
import { HeaderValues } from "./header-values";

export interface OriginServersProps {
  readonly site: SiteConfig;
  /** Providers of regions other than the primary, by region: a permission is set where its function is. */
  readonly providers: Readonly<Record<string, TerraformProvider>>;
}

/** The servers beside the two buckets, as a distribution's origins, and the leave of CloudFront to call those of Lambda. */
export class OriginServers extends Construct {
  readonly origins: readonly CloudfrontDistributionOrigin[];
  readonly groups: readonly CloudfrontDistributionOriginGroup[];
  readonly #props: OriginServersProps;

  constructor(scope: Construct, id: string, props: OriginServersProps) {
    super(scope, id);
    this.#props = props;
    const { site } = props;
    const servers = Object.entries(site.origins);
    const values = new HeaderValues(this, "Secrets");
    const signs = servers.some(([, { lambdaFunctionArn }]) => lambdaFunctionArn !== undefined);
    const accessControl = signs
      ? new CloudfrontOriginAccessControl(this, "FunctionAccess", {
          name: siteNames(site).functionAccess,
          description: `${site.name}: CloudFront signs every request to a function URL`,
          originAccessControlOriginType: "lambda",
          signingBehavior: "always",
          signingProtocol: "sigv4",
        })
      : undefined;
    this.origins = servers.flatMap(([name, server]) => {
      const common = {
        originPath: server.pathPrefix || undefined,
        connectionAttempts: server.connectionAttempts,
        connectionTimeout: server.connectionTimeout,
        ...(Object.keys(server.headers).length > 0 && {
          customHeader: Object.entries(server.headers).map(([header, value]) => ({
            name: header,
            value: values.of(value),
          })),
        }),
      };
      const first = { originId: name, ...common, ...connection(server, server.url) };
      if (server.lambdaFunctionArn !== undefined)
        return [{ ...first, originAccessControlId: accessControl?.id }];
      if (server.failover === undefined) return [first];
      return [first, { originId: failoverOriginId(name), ...common, ...connection(server, server.failover) }];
    });
    this.groups = servers
      .filter(([, { failover }]) => failover !== undefined)
      .map(([name]) => ({
        originId: serverGroupId(name),
        failoverCriteria: { statusCodes: [...site.failover.statusCodes] },
        member: [{ originId: name }, { originId: failoverOriginId(name) }],
      }));
  }

  /**
   * Lets this distribution alone call the functions. Since October 2025 a function URL asks for both actions.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
   */
  allowCalls(distributionArn: string): void {
    for (const [name, { lambdaFunctionArn }] of Object.entries(this.#props.site.origins)) {
      if (lambdaFunctionArn === undefined) continue;
      for (const action of ["InvokeFunctionUrl", "InvokeFunction"]) {
        new LambdaPermission(this, `${name}-${action}`, {
          statementId: `${this.#props.site.name}-${name}-${action}`,
          action: `lambda:${action}`,
          functionName: lambdaFunctionArn,
          principal: "cloudfront.amazonaws.com",
          sourceArn: distributionArn,
          provider: this.#props.providers[lambdaFunctionArn.split(":")[3] ?? ""],
        });
      }
    }
  }
}

/** What a behaviour of a server names: the server, or its group. */
export function serverTargetOf(site: SiteConfig, name: string): string {
  return site.origins[name]?.failover === undefined ? name : serverGroupId(name);
}

/** The checks have seen the URL: it is one. */
function connection(
  server: OriginServer,
  url: string,
): Pick<CloudfrontDistributionOrigin, "domainName" | "customOriginConfig" | "vpcOriginConfig"> {
  const { protocol = "https", host = "", port = 443 } = originAddress(url) ?? {};
  const domainName = terraformLiteral(host);
  const timeouts = {
    originReadTimeout: server.readTimeout,
    originKeepaliveTimeout: server.keepaliveTimeout,
  };
  if (server.vpcOriginId !== undefined)
    return { domainName, vpcOriginConfig: { vpcOriginId: server.vpcOriginId, ...timeouts } };
  return {
    domainName,
    customOriginConfig: {
      httpPort: protocol === "http" ? port : 80,
      httpsPort: protocol === "https" ? port : 443,
      originProtocolPolicy: `${protocol}-only`,
      originSslProtocols: originTlsVersions.slice(originTlsVersions.indexOf(server.minimumTls)),
      ...timeouts,
    },
  };
}
