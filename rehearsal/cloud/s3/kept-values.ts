import type { CloudResponse } from "../http";
import { childText, type XmlElement } from "../xml/element";
import { s3ErrorResponse } from "./errors";

/** The refusal of a setting that is kept as it was put, for a value that S3 would not take. */
export function wrongValue(put: XmlElement): CloudResponse | undefined {
  if (put.name === "LifecycleConfiguration") return wrongLifecycle(put);
  const status = put.name === "VersioningConfiguration" ? childText(put, "Status") : undefined;
  return status === undefined || status === "Enabled" || status === "Suspended"
    ? undefined
    : s3ErrorResponse(
        400,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
      );
}

/** S3 API, PutBucketLifecycleConfiguration: up to 1,000 rules. */
const mostRules = 1000;
/** Numbers of days by the element that has them; a transition may be at once. */
const positive: Readonly<Record<string, string>> = {
  Expiration: "Days",
  NoncurrentVersionExpiration: "NoncurrentDays",
  NoncurrentVersionTransition: "NoncurrentDays",
  AbortIncompleteMultipartUpload: "DaysAfterInitiation",
};

/** S3 API reference, PutBucketLifecycleConfiguration and LifecycleRule. */
function wrongLifecycle({ children }: XmlElement): CloudResponse | undefined {
  const rules = children.filter(({ name }) => name === "Rule");
  if (rules.length > mostRules)
    return invalid(`The lifecycle configuration allows a maximum of ${mostRules} rules.`);
  const ids = rules.map((rule) => childText(rule, "ID")).filter((id) => id);
  if (new Set(ids).size < ids.length)
    return invalid("Rule ID must be unique. Found same ID for more than one rule");
  for (const action of rules.flatMap((rule) => rule.children)) {
    const field = Object.hasOwn(positive, action.name) ? positive[action.name] : undefined;
    const days = field && childText(action, field);
    if (days !== undefined && !(Number(days) >= 1))
      return invalid(`'${field}' for ${action.name} action must be a positive integer`);
  }
  return undefined;
}

function invalid(message: string): CloudResponse {
  return s3ErrorResponse(400, "InvalidArgument", message);
}
