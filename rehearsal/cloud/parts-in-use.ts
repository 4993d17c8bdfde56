import type { StoredDistribution } from "./cloudfront/state";
import type { CloudRequest, CloudResponse } from "./http";
import { parseObject } from "./internal";
import { jsonRefusal } from "./unknown";

/**
 * The refusal to delete what a distribution has from another service, for as long as it has it: a web ACL ("first
 * disassociate it from all resources", WAF API, DeleteWebACL) or a certificate (ACM API, DeleteCertificate). moto knows no
 * distribution.
 */
export function refusedInUse(
  { body, headers }: Pick<CloudRequest, "body" | "headers">,
  distributions: readonly Pick<StoredDistribution, "config">[],
): CloudResponse | undefined {
  const { CertificateArn: arn, Id } = parseObject(body) ?? {};
  const refuse = (isUsed: boolean, code: string, message: string) =>
    isUsed ? jsonRefusal(400, code, message) : undefined;
  switch (headers["x-amz-target"]) {
    case "AWSWAF_20190729.DeleteWebACL":
      return refuse(
        distributions.some(({ config }) => config.WebACLId?.endsWith(`/${Id}`)),
        "WAFAssociatedItemException",
        "The web ACL is associated with a distribution: take it away there first.",
      );
    case "CertificateManager.DeleteCertificate":
      return refuse(
        arn !== undefined &&
          distributions.some(({ config }) => config.ViewerCertificate?.ACMCertificateArn === arn),
        "ResourceInUseException",
        `Certificate ${arn} is in use.`,
      );
    default:
      return undefined;
  }
}
