import { accountId } from "../cloudfront/ids";
import type { CloudRequest, CloudResponse } from "../http";
import { accessKeyOf } from "../router";
import { childText, parseXml, type XmlElement, XmlError } from "../xml/element";
import { s3ErrorResponse } from "./errors";
import { given, type S3Target } from "./target";

/** Objects that one batch deletes at most (S3 API reference, DeleteObjects). */
const largestBatch = 1000;

/** The refusal of what S3 does not take as a value, whatever there is (S3 API reference, the operation's parameters). */
export function badArgument(request: CloudRequest, target: S3Target): CloudResponse | undefined {
  return (
    badMethod(request) ??
    anonymousList(request, target) ??
    otherOwner(request) ??
    badVersion(request) ??
    badCount(request) ??
    badMarker(request) ??
    (request.method === "PUT" ? (badEncryption(request) ?? badRedirect(request)) : undefined) ??
    badBatch(request, target) ??
    tagTwice(request)
  );
}

function invalid(name: string, value: string, message: string): CloudResponse {
  return s3ErrorResponse(400, "InvalidArgument", message, { ArgumentName: name, ArgumentValue: value });
}

function badMethod({ method }: CloudRequest): CloudResponse | undefined {
  return ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"].includes(method)
    ? undefined
    : s3ErrorResponse(405, "MethodNotAllowed", "The specified method is not allowed against this resource.", {
        Method: method,
        ResourceType: "OBJECT",
      });
}

/**
 * Anonymous requests cannot list buckets (S3 API reference, "GET Service"). It is what a look whether anyone answers asks,
 * too, and moto may take seconds for the first request that it gets.
 */
function anonymousList({ method, headers, rawQuery }: CloudRequest, { bucket }: S3Target) {
  const isList = method === "GET" && bucket === undefined && rawQuery === "";
  if (!isList || accessKeyOf(headers.authorization, "/") !== undefined) return undefined;
  return s3ErrorResponse(403, "AccessDenied", "Access Denied");
}

function otherOwner(request: CloudRequest): CloudResponse | undefined {
  const expected = ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"].map((name) =>
    given(request, name),
  );
  return expected.every((owner) => owner === undefined || owner === accountId)
    ? undefined
    : s3ErrorResponse(403, "AccessDenied", "Access Denied");
}

/** S3's ids have 32 characters, and those of this cloud 36. */
function badVersion({ query }: CloudRequest): CloudResponse | undefined {
  const id = query.get("versionId");
  if (id === null || /^(?:null|[\w.-]{32,64})$/.test(id)) return undefined;
  return invalid(
    "versionId",
    id,
    id === "" ? "Version id cannot be the empty string" : "Invalid version id specified",
  );
}

function badCount({ query }: CloudRequest): CloudResponse | undefined {
  for (const name of ["max-keys", "max-uploads", "max-parts"]) {
    const value = query.get(name);
    if (value !== null && !/^\d{1,10}$/.test(value))
      return invalid(name, value, `Argument ${name} must be an integer between 0 and 2147483647`);
  }
  return undefined;
}

function badMarker({ query }: CloudRequest): CloudResponse | undefined {
  const id = query.get("version-id-marker");
  return id && !query.get("key-marker")
    ? invalid("version-id-marker", id, "A version-id marker cannot be specified without a key marker.")
    : undefined;
}

function badEncryption(request: CloudRequest): CloudResponse | undefined {
  const name = "x-amz-server-side-encryption";
  const value = given(request, name);
  return value === undefined || /^(?:AES256|aws:kms|aws:kms:dsse|aws:fsx)$/.test(value)
    ? undefined
    : invalid(name, value, "The encryption method specified is not supported");
}

function badRedirect(request: CloudRequest): CloudResponse | undefined {
  const value = given(request, "x-amz-website-redirect-location");
  return value === undefined || /^(?:https?:\/\/|\/)/.test(value)
    ? undefined
    : s3ErrorResponse(
        400,
        "InvalidRedirectLocation",
        "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
      );
}

function badBatch({ method, query, body }: CloudRequest, { key }: S3Target): CloudResponse | undefined {
  if (method !== "POST" || key !== undefined || !query.has("delete")) return undefined;
  const objects = rootOf(body)?.children.filter(({ name }) => name === "Object") ?? [];
  return objects.length >= 1 && objects.length <= largestBatch ? undefined : malformed();
}

function tagTwice({ method, query, body }: CloudRequest): CloudResponse | undefined {
  if (method !== "PUT" || !query.has("tagging")) return undefined;
  const set = rootOf(body)?.children.find(({ name }) => name === "TagSet");
  const keys = set?.children.map((tag) => childText(tag, "Key")) ?? [];
  return new Set(keys).size === keys.length
    ? undefined
    : s3ErrorResponse(400, "InvalidTag", "Cannot provide multiple Tags with the same key");
}

function malformed(): CloudResponse {
  return s3ErrorResponse(
    400,
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

/** Undefined for what is no XML, which whoever reads it next says. */
function rootOf(body: Buffer): XmlElement | undefined {
  try {
    return parseXml(body.toString("utf8"));
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
