import { type CloudResponse, xmlResponse } from "../http";
import { element, escapeXml, xmlDocument } from "../xml/element";

/** A refusal in CloudFront's terms (CloudFront API reference, the errors of each operation). */
export class CloudFrontError extends Error {
  override readonly name = "CloudFrontError";

  constructor(
    /** The error code of the API, such as "InvalidArgument". */
    readonly code: string,
    message: string,
    readonly status = statusOf(code),
  ) {
    super(message);
  }
}

/** HTTP statuses of the codes that are not 400. */
const statuses: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  BatchTooLarge: 413,
  DistributionAlreadyExists: 409,
  DistributionNotDisabled: 409,
  EntitySizeLimitExceeded: 413,
  FunctionSizeLimitExceeded: 413,
  PreconditionFailed: 412,
  TestFunctionFailed: 500,
};

function statusOf(code: string): number {
  const listed = statuses[code];
  if (listed !== undefined) return listed;
  if (code.startsWith("NoSuch") || code.endsWith("NotFound")) return 404;
  return code.endsWith("AlreadyExists") || /InUse$/.test(code) ? 409 : 400;
}

/** API shape ErrorResponse. */
export function errorResponse(error: CloudFrontError, requestId: string): CloudResponse {
  const content =
    element("Type", error.status >= 500 ? "Receiver" : "Sender") +
    element("Code", error.code) +
    element("Message", escapeXml(error.message));
  const body = xmlDocument("ErrorResponse", element("Error", content) + element("RequestId", requestId));
  return xmlResponse(error.status, body, { "x-amzn-requestid": requestId });
}

export const invalidArgument = (message: string) => new CloudFrontError("InvalidArgument", message);
