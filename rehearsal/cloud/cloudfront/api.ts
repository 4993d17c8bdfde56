import type { CloudRequest, CloudResponse } from "../http";
import type { CloudFrontContext } from "./context";
import { CloudFrontError, errorResponse } from "./errors";
import { managed } from "./managed";
import { OperationTable } from "./operation";
import { accessControlOperations } from "./operations/access-controls";
import { accessIdentityOperations } from "./operations/access-identities";
import { distributionOperations } from "./operations/distributions";
import { functionOperations } from "./operations/functions";
import { invalidationOperations } from "./operations/invalidations";
import { keyValueStoreOperations } from "./operations/key-value-stores";
import { monitoringOperations } from "./operations/monitoring";
import { policyOperations } from "./operations/policies";
import { taggingOperations } from "./operations/tagging";
import { checkCachePolicy, checkOriginRequestPolicy, checkResponseHeadersPolicy } from "./refusals/policies";
import { cachePolicyConfig, originRequestPolicyConfig, responseHeadersPolicyConfig } from "./shapes/policies";

const VERSION = "/2020-05-31";

export interface CloudFrontApiOptions {
  readonly context: CloudFrontContext;
  /** Called for a request that no operation here answers. */
  readonly onUnknown: (what: string) => void;
}

/** CloudFront's REST-XML API, version 2020-05-31 (Amazon CloudFront API Reference). */
export class CloudFrontApi {
  readonly #operations: OperationTable;
  readonly #options: CloudFrontApiOptions;

  constructor(options: CloudFrontApiOptions) {
    this.#options = options;
    this.#operations = new OperationTable(operationsOf(options.context));
  }

  /** Answers every request: what it does not know is an error, as AWS's own would be. */
  async handle(request: CloudRequest): Promise<CloudResponse> {
    const requestId = this.#options.context.ids.uuid();
    try {
      const found = request.path.startsWith(`${VERSION}/`)
        ? this.#operations.find(request, request.path.slice(VERSION.length))
        : undefined;
      if (found === undefined) throw this.#unknown(request);
      const response = await found.operation.handle(found.call);
      return { ...response, headers: { "x-amzn-requestid": requestId, ...response.headers } };
    } catch (error) {
      if (!(error instanceof CloudFrontError)) throw error;
      return errorResponse(error, requestId);
    }
  }

  #unknown({ method, path }: CloudRequest): CloudFrontError {
    this.#options.onUnknown(`cloudfront: ${method} ${path}`);
    return new CloudFrontError(
      "UnsupportedOperation",
      `The local cloud has no operation ${method} ${path.slice(0, 200)}.`,
    );
  }
}

function operationsOf(context: CloudFrontContext) {
  const { state } = context;
  return [
    ...distributionOperations(context),
    ...invalidationOperations(context),
    ...monitoringOperations(context),
    ...accessControlOperations(context),
    ...accessIdentityOperations(context),
    ...policyOperations(
      {
        name: "CachePolicy",
        plural: "CachePolicies",
        path: "cache-policy",
        shape: cachePolicyConfig,
        table: state.cachePolicies,
        managed: managed.cachePolicies,
        check: checkCachePolicy,
      },
      context,
    ),
    ...policyOperations(
      {
        name: "OriginRequestPolicy",
        plural: "OriginRequestPolicies",
        path: "origin-request-policy",
        shape: originRequestPolicyConfig,
        table: state.originRequestPolicies,
        managed: managed.originRequestPolicies,
        check: checkOriginRequestPolicy,
      },
      context,
    ),
    ...policyOperations(
      {
        name: "ResponseHeadersPolicy",
        plural: "ResponseHeadersPolicies",
        path: "response-headers-policy",
        shape: responseHeadersPolicyConfig,
        table: state.responseHeadersPolicies,
        managed: managed.responseHeadersPolicies,
        check: checkResponseHeadersPolicy,
      },
      context,
    ),
    ...functionOperations(context),
    ...keyValueStoreOperations(context),
    ...taggingOperations(context),
  ];
}
