import type { CloudRequest, CloudResponse } from "../http";
import { callOf } from "./call";
import { checks } from "./checks";
import type { CloudFrontContext } from "./context";
import { CloudFrontError, errorResponse } from "./errors";
import type { Handler, Handlers } from "./handler";
import { KeptResources } from "./kept-resources";
import { trustStoreBesides } from "./neighbours";
import { aliasOperations } from "./operations/aliases";
import { connectionFunctionOperations } from "./operations/connection-functions";
import { distributionOperations } from "./operations/distributions";
import { functionOperations } from "./operations/functions";
import { invalidationOperations } from "./operations/invalidations";
import { keyValueStoreOperations } from "./operations/key-value-stores";
import { monitoringOperations } from "./operations/monitoring";
import { resourcePolicyOperations } from "./operations/resource-policies";
import { selectionOperations } from "./operations/selections";
import { stagingOperations } from "./operations/staging";
import { taggingOperations } from "./operations/tagging";
import { tenantOperations } from "./operations/tenants";
import type { OperationModel } from "./schema/model";
import { writeOutput } from "./schema/write";

export interface CloudFrontApiOptions {
  readonly context: CloudFrontContext;
  /** Called for a request that no operation here answers. */
  readonly onUnknown: (what: string) => void;
}

/**
 * CloudFront's REST-XML API, version 2020-05-31 (Amazon CloudFront API Reference). Paths, inputs and outputs are those
 * of the model that the SDK ships; the operations here are those with a behaviour of their own.
 */
export class CloudFrontApi {
  readonly #operations: Handlers;
  readonly #kept: KeptResources;
  readonly #options: CloudFrontApiOptions;

  constructor(options: CloudFrontApiOptions) {
    const { context } = options;
    this.#options = options;
    this.#kept = new KeptResources(context, checks(context), { TrustStore: trustStoreBesides(context) });
    this.#operations = {
      ...distributionOperations(context),
      ...invalidationOperations(context),
      ...monitoringOperations(context),
      ...functionOperations(context),
      ...keyValueStoreOperations(context),
      ...aliasOperations(context),
      ...stagingOperations(context),
      ...selectionOperations(context),
      ...tenantOperations(context),
      ...connectionFunctionOperations(context),
      ...resourcePolicyOperations(context),
      ...taggingOperations(context),
    };
  }

  /** Answers every request: what it does not know is an error, as AWS's own would be. */
  async handle(request: CloudRequest): Promise<CloudResponse> {
    const requestId = this.#options.context.ids.uuid();
    try {
      const call = callOf(request);
      const handler = call && this.#handler(call.operation);
      if (call === undefined || handler === undefined) throw this.#unknown(request);
      const response = writeOutput(call.operation, await handler(call.input(), call.operation));
      return { ...response, headers: { "x-amzn-requestid": requestId, ...response.headers } };
    } catch (error) {
      if (!(error instanceof CloudFrontError)) throw error;
      return errorResponse(error, requestId);
    }
  }

  #handler(operation: OperationModel): Handler | undefined {
    return this.#operations[operation.name] ?? this.#kept.handler(operation);
  }

  #unknown({ method, path }: CloudRequest): CloudFrontError {
    this.#options.onUnknown(`cloudfront: ${method} ${path}`);
    return new CloudFrontError(
      "UnsupportedOperation",
      `The local cloud has no operation ${method} ${path.slice(0, 200)}.`,
    );
  }
}
