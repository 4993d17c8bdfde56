import {
  type CorsRule,
  type PublicAccessBlock,
  regionsError,
  type WebsiteConfiguration,
} from "../../regions";

import { checkCors } from "../../regions/cors-rules";
import { child, childText, parseXml, type XmlElement } from "../xml/element";

/**
 * A PutBucketWebsite body (S3 API reference, WebsiteConfiguration).
 *
 * @throws {XmlError} for a body that is no XML
 * @throws {OutlastError} REGIONS_WEBSITE for what is not rehearsed, and for an index that is no file name
 */
export function readWebsiteXml(xml: string): WebsiteConfiguration {
  const root = parseXml(xml);
  for (const part of ["RedirectAllRequestsTo", "RoutingRules"])
    if (child(root, part)) throw regionsError("REGIONS_WEBSITE", [`${part} is not rehearsed`]);
  const indexDocument = childText(child(root, "IndexDocument"), "Suffix") ?? "";
  if (indexDocument === "" || indexDocument.includes("/"))
    throw regionsError("REGIONS_WEBSITE", [
      `index document "${indexDocument}": a file name without a slash is needed`,
    ]);
  const errorDocument = childText(child(root, "ErrorDocument"), "Key");
  return { indexDocument, ...(errorDocument !== undefined && { errorDocument }) };
}

/**
 * A PutPublicAccessBlock body (S3 API reference, PublicAccessBlockConfiguration). ACLs are off, so only the policy half
 * counts.
 *
 * @throws {XmlError} for a body that is no XML
 */
export function readPublicAccessBlock(xml: string): PublicAccessBlock {
  const root = parseXml(xml);
  const isOn = (name: string) => childText(root, name)?.toLowerCase() === "true";
  return {
    blockPublicPolicy: isOn("BlockPublicPolicy"),
    restrictPublicBuckets: isOn("RestrictPublicBuckets"),
  };
}

/**
 * A PutBucketCors body (S3 API reference, CORSConfiguration).
 *
 * @throws {XmlError} for a body that is no XML
 * @throws {OutlastError} REGIONS_CORS
 */
export function readCorsXml(xml: string, bucket: string): readonly CorsRule[] {
  const rules = parseXml(xml)
    .children.filter(({ name }) => name === "CORSRule")
    .map(readCorsRule);
  checkCors(bucket, rules);
  return rules;
}

function readCorsRule(rule: XmlElement): CorsRule {
  const all = (name: string) => rule.children.filter((one) => one.name === name).map((one) => one.text);
  const maxAge = childText(rule, "MaxAgeSeconds");
  return {
    allowedOrigins: all("AllowedOrigin"),
    allowedMethods: all("AllowedMethod"),
    allowedHeaders: all("AllowedHeader"),
    exposeHeaders: all("ExposeHeader"),
    ...(maxAge !== undefined && { maxAge: Number(maxAge) }),
  };
}
