import { CloudfrontFunction } from "@cdktf/provider-aws/lib/cloudfront-function/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { headersEvent } from "../../config/headers-event";
import { siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import { headerFunctionViewerBundle } from "../edge-bundle";
import { FunctionListing } from "../function-listing";
import { codeText } from "../terraform-text";
import { LambdaHeaderFunction } from "./lambda";

/** What a header function is made of. */
export interface HeaderFunctionProps {
  readonly site: SiteConfig;
  /** Provider for us-east-1. */
  readonly global: TerraformProvider;
  /** ARN of the policy that bounds the function's role. @default - none */
  readonly permissionsBoundary?: string;
}

/** A Lambda@Edge function, and at which of the origin's events it runs. */
export interface DeployedLambda {
  readonly functionName: string;
  readonly qualifiedArn: string;
  readonly events: readonly ("origin-request" | "origin-response")[];
}

/** A CloudFront Function. */
export interface DeployedFunction {
  readonly functionName: string;
  readonly arn: string;
}

/**
 * The conditional header rules and the hashes that travel with pages, in the runtime that the config names, and the
 * project's own functions of these events. Without any there is no function: one that does nothing would cost money and
 * time with every miss.
 */
export class HeaderFunction extends Construct {
  /** At the origin's events: one function for both. */
  readonly lambda: DeployedLambda | undefined;
  readonly viewerResponse: DeployedFunction | undefined;

  constructor(scope: Construct, id: string, props: HeaderFunctionProps) {
    super(scope, id);
    const { originRequest, originResponse, viewerResponse } = props.site.edge;
    const rules = headersEvent(props.site);
    const atResponse = rules === "origin-response" || originResponse !== undefined;
    const events = [
      ...(originRequest === undefined ? [] : ["origin-request" as const]),
      ...(atResponse ? ["origin-response" as const] : []),
    ];
    if (events.length > 0) {
      const { functionName, qualifiedArn } = new LambdaHeaderFunction(this, "Lambda", props);
      this.lambda = { functionName, qualifiedArn, events };
    }
    if (rules === "viewer-response" || viewerResponse !== undefined)
      this.viewerResponse = this.#viewerResponse(props.site);
  }

  #viewerResponse(site: SiteConfig): DeployedFunction {
    const functionName = siteNames(site).viewerResponse;
    const { code, readable } = headerFunctionViewerBundle(site);
    const resource = new CloudfrontFunction(this, "ViewerResponse", {
      name: functionName,
      runtime: "cloudfront-js-2.0",
      comment: `Conditional response headers of ${site.name}`,
      code: codeText(code),
      publish: true,
      // The distribution must leave the function before it can go.
      lifecycle: { createBeforeDestroy: true },
    });
    new FunctionListing(this, "Listing", { name: "viewer-response", code: `${code}\n`, readable, resource });
    return { functionName, arn: resource.arn };
  }
}
