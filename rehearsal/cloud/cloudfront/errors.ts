import { type CloudResponse, xmlResponse } from "../http";
import { element, escapeXml, xmlDocument } from "../xml/element";
import { errorStatuses } from "./schema/model";

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

/** As the model has it; codes that it does not know refuse what a client has sent. */
function statusOf(code: string): number {
  return errorStatuses.get(code) ?? 400;
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
