import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import { headerFunctionArchive } from "../edge-bundle";
import { FunctionListing } from "../function-listing";
import { StackFile } from "../stack-file";
import { LambdaRole } from "./lambda-role";

export interface LambdaHeaderFunctionProps {
  readonly site: SiteConfig;
  /** Provider for us-east-1, where Lambda@Edge functions live. */
  readonly global: TerraformProvider;
  /** ARN of the policy that bounds the function's role. @default - none */
  readonly permissionsBoundary?: string;
}

const logRetentionDays = 30;

/**
 * The Lambda@Edge function for origin-response events. Timeout and memory stay within the limits of all four events.
 * `skip_destroy`: AWS refuses to delete a function while edge locations hold replicas of it, which is for hours.
 */
export class LambdaHeaderFunction extends Construct {
  readonly functionName: string;
  /** Numbered version: CloudFront takes neither `$LATEST` nor an alias. */
  readonly qualifiedArn: string;

  constructor(
    scope: Construct,
    id: string,
    { site, global, permissionsBoundary }: LambdaHeaderFunctionProps,
  ) {
    super(scope, id);
    const { headerFunction: name, headerFunctionLogs } = siteNames(site);
    const { zip, sha256, code, readable } = headerFunctionArchive(site);
    const archive = new StackFile(this, "Archive", { path: "assets/security-headers.zip", bytes: zip });
    const role = new LambdaRole(this, "Access", { functionName: name, permissionsBoundary });
    // The group of the visitors near us-east-1. Lambda makes those of other regions, and they never expire: docs/edge-functions.md.
    const logGroup = new CloudwatchLogGroup(this, "LogGroup", {
      provider: global,
      name: headerFunctionLogs,
      retentionInDays: logRetentionDays,
    });
    const lambda = new LambdaFunction(this, "Function", {
      provider: global,
      functionName: name,
      description: `Conditional response headers of ${site.name}`,
      role: role.arn,
      filename: archive.path,
      sourceCodeHash: sha256,
      handler: "index.handler",
      runtime: "nodejs22.x",
      architectures: ["x86_64"],
      memorySize: 128,
      timeout: 3,
      publish: true,
      skipDestroy: true,
      // Before the function can write to it, and make it without an end.
      dependsOn: [logGroup],
      // The distribution must leave the function, and the role that it runs as, before they can go.
      lifecycle: { createBeforeDestroy: true },
    });
    new FunctionListing(this, "Listing", { name: "security-headers", code, readable, resource: lambda });
    this.functionName = name;
    this.qualifiedArn = lambda.qualifiedArn;
  }
}
