import { CloudfrontFunction } from "@cdktf/provider-aws/lib/cloudfront-function/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { inlineHashesSettings } from "../../config/inline-hashes";
import { siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import { headerFunctionViewerBundle } from "../edge-bundle";
import { FunctionListing } from "../function-listing";
import { codeText } from "../terraform-text";
import { LambdaHeaderFunction } from "./lambda";

export interface HeaderFunctionProps {
  readonly site: SiteConfig;
  /** Provider for us-east-1. */
  readonly global: TerraformProvider;
  /** ARN of the policy that bounds the function's role. @default - none */
  readonly permissionsBoundary?: string;
}

/** How a behaviour runs the conditional header rules. */
export type DeployedHeaderFunction =
  | { readonly kind: "lambda-at-edge"; readonly functionName: string; readonly qualifiedArn: string }
  | { readonly kind: "cloudfront-function"; readonly functionName: string; readonly arn: string };

/**
 * The conditional header rules and the hashes that travel with pages, in the runtime that the config names. Without
 * either there is no function: one that does nothing would cost money and time with every miss.
 */
export class HeaderFunction extends Construct {
  readonly function: DeployedHeaderFunction | undefined;

  constructor(scope: Construct, id: string, props: HeaderFunctionProps) {
    super(scope, id);
    const { site } = props;
    if (site.headers.rules.length === 0 && inlineHashesSettings(site) === undefined) return;
    this.function =
      site.headers.runtime === "lambda-at-edge" ? this.#lambda(props) : this.#viewerResponse(site);
  }

  #lambda(props: HeaderFunctionProps): DeployedHeaderFunction {
    const { functionName, qualifiedArn } = new LambdaHeaderFunction(this, "Lambda", props);
    return { kind: "lambda-at-edge", functionName, qualifiedArn };
  }

  #viewerResponse(site: SiteConfig): DeployedHeaderFunction {
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
    new FunctionListing(this, "Listing", { name: "security-headers", code: `${code}\n`, readable, resource });
    return { kind: "cloudfront-function", functionName, arn: resource.arn };
  }
}
