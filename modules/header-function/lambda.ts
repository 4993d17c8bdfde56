import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import { headerFunctionArchive } from "../edge-bundle";
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
    const name = siteNames(site).headerFunction;
    const { zip, sha256 } = headerFunctionArchive(site);
    const archive = new StackFile(this, "Archive", { path: "assets/security-headers.zip", bytes: zip });
    const role = new LambdaRole(this, "Access", { functionName: name, permissionsBoundary });
    // Only the group of us-east-1 can be managed: Lambda makes the others where visitors are, and they never expire.
    new CloudwatchLogGroup(this, "LogGroup", {
      provider: global,
      name: `/aws/lambda/${name}`,
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
    });
    this.functionName = name;
    this.qualifiedArn = lambda.qualifiedArn;
  }
}
