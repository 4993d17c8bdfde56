import { type CloudResponse, xmlResponse } from "../http";
import { element, escapeXml } from "../xml/element";

/** An error of S3 (S3 API reference, "Error responses"): no namespace, no enclosing element. */
export function s3ErrorResponse(
  status: number,
  code: string,
  message: string,
  details: Readonly<Record<string, string>> = {},
): CloudResponse {
  const content = Object.entries({ Code: code, Message: message, ...details })
    .map(([name, value]) => element(name, escapeXml(value)))
    .join("");
  return xmlResponse(status, `<?xml version="1.0" encoding="UTF-8"?>\n${element("Error", content)}`);
}
