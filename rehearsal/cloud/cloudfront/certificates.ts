import type { Upstream } from "../forward";
import { jsonOf, sendInternal } from "../internal";
import type { IssuedCertificate } from "./context";

/** A certificate as ACM has it in the region of its ARN. */
export async function describeCertificate(
  upstream: Upstream,
  arn: string,
): Promise<IssuedCertificate | undefined> {
  const response = await sendInternal(upstream, {
    service: "acm",
    region: arn.split(":")[3] ?? "us-east-1",
    method: "POST",
    path: "/",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "CertificateManager.DescribeCertificate",
    },
    body: Buffer.from(JSON.stringify({ CertificateArn: arn })),
  });
  const certificate = jsonOf(response)?.Certificate as Readonly<Record<string, unknown>> | undefined;
  if (response.status !== 200 || certificate === undefined) return undefined;
  const { Status, DomainName, SubjectAlternativeNames } = certificate;
  const names = [DomainName, ...(Array.isArray(SubjectAlternativeNames) ? SubjectAlternativeNames : [])];
  return { isIssued: Status === "ISSUED", names: names.filter((name) => typeof name === "string") };
}
