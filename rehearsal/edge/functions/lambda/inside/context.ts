/** What Lambda's context object is made of: primitives, to hand to another realm. */
export interface LambdaContextParts {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly functionArn: string;
  /** MB. */
  readonly memorySize: number;
  readonly awsRequestId: string;
  /** Milliseconds since the epoch at which the function is ended. */
  readonly deadline: number;
}

/**
 * Lambda's context object (Lambda guide, "Using the Lambda context object to retrieve Node.js function information").
 * Compiled in the function's realm from its own source text, so it refers to nothing outside itself.
 */
export function lambdaContext(parts: LambdaContextParts): object {
  const { functionName, functionVersion, functionArn, memorySize, awsRequestId, deadline } = parts;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: `${memorySize}`,
    awsRequestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: `[${functionVersion}]${awsRequestId}`,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}
