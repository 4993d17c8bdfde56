import { known, type Resource } from "../resources";
import { asJson, isList, listOf, parseJson, type Value } from "../value";

/** A bucket policy whose text is lost, made of what it is known to name: distributions, identities, or nobody. */
export function assumedPolicy(bucketArn: string, named: readonly Resource[]): string {
  const attribute = (type: string, name: string) => [
    ...new Set(named.filter((one) => one.type === type).map((one) => known(one, name))),
  ];
  const read = { Effect: "Allow", Action: "s3:GetObject", Resource: `${bucketArn}/*` };
  const statements: object[] = [
    ...attribute("aws_cloudfront_distribution", "arn").map((arn) => ({
      ...read,
      Principal: { Service: "cloudfront.amazonaws.com" },
      Condition: { StringEquals: { "AWS:SourceArn": arn } },
    })),
    ...attribute("aws_cloudfront_origin_access_identity", "s3_canonical_user_id").map((id) => ({
      ...read,
      Principal: { CanonicalUser: id },
    })),
  ];
  const everybody = { ...read, Principal: "*" };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.length > 0 ? statements : [everybody],
  });
}

/**
 * A bucket policy without the resources of other buckets, which S3 takes from no policy: where several may be meant,
 * those of the bucket itself are.
 */
export function ofBucket(arn: string, policy: string): string {
  const isOwn = (one: Value) => one === arn || (typeof one === "string" && one.startsWith(`${arn}/`));
  const document = asJson(parseJson(policy));
  const Statement = listOf(document.Statement).map((statement) => {
    const { Resource: resource } = statement;
    return isList(resource) && resource.some(isOwn)
      ? { ...statement, Resource: resource.filter(isOwn) }
      : statement;
  });
  return JSON.stringify({ ...document, Statement });
}
