import { regionsByDefault } from "../../../../facts/aws-regions";
import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { DistributionConfig } from "../schema/plain";

/** API shape DistributionConfig: the root object, the comment, and what a distribution names outside CloudFront. */
export async function checkTexts(
  config: DistributionConfig,
  { neighbours }: CloudFrontContext,
): Promise<void> {
  const { DefaultRootObject, Comment, WebACLId, Logging } = config;
  const logs = Logging.Bucket ?? "";
  if (DefaultRootObject.startsWith("/") || DefaultRootObject.length > 255)
    throw new CloudFrontError(
      "InvalidDefaultRootObject",
      "The default root object file name is too big or contains an invalid character.",
    );
  if (Comment.length > 128)
    throw invalidArgument("The parameter Comment is too long: it has at most 128 characters.");
  if (WebACLId !== "" && !(await neighbours.hasWebAcl(WebACLId)))
    throw new CloudFrontError(
      "InvalidWebACLId",
      `The web ACL ${WebACLId} does not exist, or is not for CloudFront.`,
    );
  if (!Logging.Enabled || logs === "") return;
  const bucket = /^(.+)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$/.exec(logs)?.[1];
  const target = bucket === undefined ? undefined : await neighbours.bucket(bucket);
  const refuse = (what: string) =>
    invalidArgument(`The S3 bucket that you specified for CloudFront logs ${what}: ${logs}`);
  if (target === undefined) throw refuse("doesn't exist");
  // CloudFront guide, "Configure standard logging (legacy)": it delivers by an ACL, and only to regions that all have.
  if (!target.takesAcls) throw refuse("does not enable ACL access");
  if (!regionsByDefault.has(target.region)) throw refuse("is in a Region that takes no standard logs");
}
