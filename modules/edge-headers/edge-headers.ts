import { CloudfrontFunction } from "@cdktf/provider-aws/lib/cloudfront-function/index.js";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { SiteConfig } from "../../config/schema";
import { viewerResponseBundle } from "../edge-bundle";
import { codeText } from "../literal";
import { LambdaHeaders } from "./lambda-headers";

export interface EdgeHeadersProps {
  readonly site: SiteConfig;
  /** Provider for us-east-1. */
  readonly global: TerraformProvider;
}

/** How a behaviour runs the conditional header rules. */
export type HeaderFunction =
  | { readonly kind: "lambda-at-edge"; readonly functionName: string; readonly qualifiedArn: string }
  | { readonly kind: "cloudfront-function"; readonly functionName: string; readonly arn: string };

/**
 * The conditional header rules, in the runtime that the config names. Without rules there is no function: one that
 * does nothing would cost money and time with every miss.
 */
export class EdgeHeaders extends Construct {
  readonly function: HeaderFunction | undefined;

  constructor(scope: Construct, id: string, { site, global }: EdgeHeadersProps) {
    super(scope, id);
    if (site.headers.rules.length === 0) return;
    this.function =
      site.headers.runtime === "lambda-at-edge" ? this.#lambda(site, global) : this.#viewerResponse(site);
  }

  #lambda(site: SiteConfig, global: TerraformProvider): HeaderFunction {
    const { functionName, qualifiedArn } = new LambdaHeaders(this, "Lambda", { site, global });
    return { kind: "lambda-at-edge", functionName, qualifiedArn };
  }

  #viewerResponse(site: SiteConfig): HeaderFunction {
    const functionName = `${site.name}-viewer-response`;
    const { arn } = new CloudfrontFunction(this, "ViewerResponse", {
      name: functionName,
      runtime: "cloudfront-js-2.0",
      comment: `Conditional response headers of ${site.name}`,
      code: codeText(viewerResponseBundle(site).code),
      publish: true,
      // The distribution must leave the function before it can go.
      lifecycle: { createBeforeDestroy: true },
    });
    return { kind: "cloudfront-function", functionName, arn };
  }
}
