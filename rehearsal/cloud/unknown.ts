import { type CloudRequest, type CloudResponse, xmlResponse } from "./http";
import { s3ErrorResponse } from "./s3/errors";
import { element, escapeXml } from "./xml/element";

/** Services whose answers are XML although no form asks for them. */
const restXml: ReadonlySet<string> = new Set(["route53"]);

/** Services whose errors are XML, whatever the operation. */
const xmlServices: ReadonlySet<string> = new Set([...restXml, "iam", "sts", "sns", "monitoring"]);

/**
 * What moto answers for people: it does not know the operation, or has stumbled over it. AWS's clients cannot read that,
 * and ask again and again after a 500.
 */
export function isForPeople({ status, body }: CloudResponse): boolean {
  return status >= 400 && /^<!doctype html/i.test(Buffer.from(body.slice(0, 15)).toString());
}

/** An operation as its protocol names it. */
export function operationOf({ method, path, headers, body, rawQuery }: CloudRequest): string {
  const target = headers["x-amz-target"]?.split(".").at(-1);
  const query = rawQuery === "" ? "" : `?${rawQuery}`;
  return target ?? actionOf(headers, body) ?? `${method} ${path}${query}`.slice(0, 200);
}

/** The refusal of an operation that nobody here knows, as the service's protocol has it. */
export function unknownOperation(service: string, request: CloudRequest, requestId: string): CloudResponse {
  const operation = operationOf(request);
  const message = `The local cloud has no operation ${operation} of ${service}, or cannot do what it asks.`;
  if (service === "s3") return s3ErrorResponse(501, "NotImplemented", message);
  const isXml = restXml.has(service) || actionOf(request.headers, request.body) !== undefined;
  return isXml
    ? xmlRefusal(400, "InvalidAction", message, requestId)
    : jsonRefusal(400, "UnknownOperationException", message);
}

/** The refusal of keys by a service that is neither S3 nor CloudFront. */
export function accessDenied(service: string, message: string, requestId: string): CloudResponse {
  return xmlServices.has(service)
    ? xmlRefusal(403, "InvalidClientTokenId", message, requestId)
    : jsonRefusal(403, "UnrecognizedClientException", message);
}

function xmlRefusal(status: number, code: string, message: string, requestId: string): CloudResponse {
  const error = element("Type", "Sender") + element("Code", code);
  const content = element("Error", error + element("Message", escapeXml(message)));
  return xmlResponse(status, element("ErrorResponse", content + element("RequestId", requestId)));
}

/** A refusal of a service that speaks JSON. */
export function jsonRefusal(status: number, code: string, message: string): CloudResponse {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-errortype": code },
    body: JSON.stringify({ __type: code, message }),
  };
}

/** Of the query protocol, where the operation is a field of a form. */
function actionOf(headers: CloudRequest["headers"], body: Buffer): string | undefined {
  if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return undefined;
  return new URLSearchParams(body.toString("utf8")).get("Action") ?? undefined;
}
