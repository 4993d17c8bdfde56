import {
  type CorsRule,
  type PublicAccessBlock,
  type RoutingRule,
  regionsError,
  type WebsiteConfiguration,
  type WebsiteRedirect,
} from "../../regions";

import { checkCors } from "../../regions/cors-rules";
import { child, childText, parseXml, type XmlElement } from "../xml/element";

/**
 * A PutBucketWebsite body (S3 API reference, WebsiteConfiguration).
 *
 * @throws {XmlError} for a body that is no XML
 * @throws {OutlastError} REGIONS_WEBSITE for an index that is no file name
 */
export function readWebsiteXml(xml: string): WebsiteConfiguration {
  const root = parseXml(xml);
  const all = child(root, "RedirectAllRequestsTo");
  if (all) return { indexDocument: "", redirectAll: readRedirect(all) };
  const indexDocument = childText(child(root, "IndexDocument"), "Suffix") ?? "";
  if (indexDocument === "" || indexDocument.includes("/"))
    throw regionsError("REGIONS_WEBSITE", [
      `index document "${indexDocument}": a file name without a slash is needed`,
    ]);
  const errorDocument = childText(child(root, "ErrorDocument"), "Key");
  const routingRules = (child(root, "RoutingRules")?.children ?? []).map(readRoutingRule);
  return {
    indexDocument,
    ...(errorDocument !== undefined && { errorDocument }),
    ...(routingRules.length > 0 && { routingRules }),
  };
}

function readRoutingRule(rule: XmlElement): RoutingRule {
  const condition = child(rule, "Condition");
  const keyPrefix = childText(condition, "KeyPrefixEquals");
  const errorStatus = childText(condition, "HttpErrorCodeReturnedEquals");
  return {
    ...(keyPrefix && { keyPrefix }),
    ...(errorStatus && { errorStatus: Number(errorStatus) }),
    redirect: readRedirect(child(rule, "Redirect")),
  };
}

function readRedirect(redirect: XmlElement | undefined): WebsiteRedirect {
  const said = (name: string) => childText(redirect, name) || undefined;
  const status = said("HttpRedirectCode");
  const texts = {
    protocol: said("Protocol"),
    hostName: said("HostName"),
    replaceKeyPrefixWith: said("ReplaceKeyPrefixWith"),
    replaceKeyWith: said("ReplaceKeyWith"),
  };
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
    ...(status && { status: Number(status) }),
  };
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
