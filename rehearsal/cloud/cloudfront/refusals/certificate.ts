import type { CloudFrontContext } from "../context";
import { CloudFrontError } from "../errors";
import type { DistributionConfig } from "../schema/plain";

/** The elements of a certificate that say the same in older words, and what the default certificate forces. */
export function completeCertificate(config: DistributionConfig): DistributionConfig {
  const given = config.ViewerCertificate;
  const { ACMCertificateArn: acm, IAMCertificateId: iam } = given;
  if (given.CloudFrontDefaultCertificate || (acm === undefined && iam === undefined)) {
    const ViewerCertificate = {
      ...given,
      CloudFrontDefaultCertificate: true,
      SSLSupportMethod: "vip" as const,
      MinimumProtocolVersion: "TLSv1" as const,
      CertificateSource: "cloudfront" as const,
    };
    return { ...config, ViewerCertificate };
  }
  const own = {
    Certificate: acm ?? iam,
    CertificateSource: acm === undefined ? ("iam" as const) : ("acm" as const),
  };
  return { ...config, ViewerCertificate: { ...given, ...own } };
}

/** CloudFront guide, "Requirements for using SSL/TLS certificates with CloudFront". */
export async function checkCertificate(
  config: DistributionConfig,
  { neighbours }: CloudFrontContext,
): Promise<void> {
  const {
    CloudFrontDefaultCertificate,
    ACMCertificateArn: arn,
    IAMCertificateId,
    SSLSupportMethod,
  } = config.ViewerCertificate;
  if (CloudFrontDefaultCertificate) {
    if (arn !== undefined || IAMCertificateId !== undefined)
      throw invalid("The default certificate cannot be used together with another one.");
    if (config.Aliases.length === 0) return;
    throw invalid(
      "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name.",
    );
  }
  if (SSLSupportMethod === undefined) throw invalid("SSLSupportMethod is required for your own certificate.");
  if (arn === undefined)
    throw new CloudFrontError(
      "UnsupportedOperation",
      "The local cloud does not support certificates of IAM.",
    );
  const certificate = arn.startsWith("arn:aws:acm:us-east-1:")
    ? await neighbours.certificate(arn)
    : undefined;
  if (certificate === undefined || !certificate.isIssued)
    throw invalid(
      "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.",
    );
  const uncovered = config.Aliases.find((alias) => !certificate.names.some((name) => covers(name, alias)));
  if (uncovered !== undefined)
    throw invalid(
      `The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add: ${uncovered}`,
    );
}

/** A wildcard stands for one label; a wildcard alias needs the same in the certificate. */
function covers(name: string, alias: string): boolean {
  const [certified, wanted] = [name.toLowerCase(), alias.toLowerCase()];
  if (certified === wanted) return true;
  return certified.startsWith("*.") && wanted.replace(/^[^.]+/, "*") === certified;
}

function invalid(message: string): CloudFrontError {
  return new CloudFrontError("InvalidViewerCertificate", message);
}
