import { type CloudRequest, type CloudResponse, emptyResponse, xmlResponse } from "../http";
import { childText, parseXml, s3Namespace, XmlError, xmlDocument } from "../xml/element";
import { s3ErrorResponse } from "./errors";

/** Who pays for requests, which moto does not know: the owner of the bucket (S3 user guide, "Requester Pays buckets"). */
export function answerRequestPayment({ method, body }: CloudRequest): CloudResponse | undefined {
  if (method === "GET")
    return xmlResponse(
      200,
      xmlDocument("RequestPaymentConfiguration", "<Payer>BucketOwner</Payer>", s3Namespace),
    );
  if (method !== "PUT") return undefined;
  const payer = payerOf(body.toString("utf8"));
  if (payer === "BucketOwner") return emptyResponse(200);
  if (payer === "Requester")
    return s3ErrorResponse(501, "NotImplemented", "The local cloud has no buckets whose requesters pay.");
  return s3ErrorResponse(400, "MalformedXML", "Payer is BucketOwner or Requester.");
}

function payerOf(xml: string): string | undefined {
  try {
    return childText(parseXml(xml), "Payer");
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
