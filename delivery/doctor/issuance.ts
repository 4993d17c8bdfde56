import {
  type ACMClient,
  type CertificateDetail,
  DescribeCertificateCommand,
  paginateListCertificates,
} from "@aws-sdk/client-acm";
import { askingAws } from "../../operations/aws";
import type { StatusCheck } from "../../operations/status/check";

/** How far ACM has got with a certificate for the site's main name, in us-east-1, where CloudFront takes it from. */
export async function issuanceCheck(domainName: string, client: ACMClient): Promise<StatusCheck> {
  const name = `issuance ${domainName}`;
  const found = await askingAws("list the certificates", "ACM", () => certificatesOf(domainName, client));
  if (found.length === 0) return { name, ok: true, detail: "no certificate yet: a deployment asks for one" };
  const issued = found.find(({ Status }) => Status === "ISSUED");
  const until = issued?.NotAfter === undefined ? "" : `, until ${issued.NotAfter.toISOString().slice(0, 10)}`;
  const detail = issued ? `issued${until}` : found.map(stateOf).join("; ");
  return { name, ok: issued !== undefined, detail };
}

async function certificatesOf(domainName: string, client: ACMClient): Promise<CertificateDetail[]> {
  const arns: string[] = [];
  for await (const { CertificateSummaryList = [] } of paginateListCertificates({ client }, {}))
    arns.push(
      ...CertificateSummaryList.filter(({ DomainName }) => DomainName === domainName).flatMap(
        ({ CertificateArn }) => CertificateArn ?? [],
      ),
    );
  const described = await Promise.all(
    arns.map((arn) => client.send(new DescribeCertificateCommand({ CertificateArn: arn }))),
  );
  return described.flatMap(({ Certificate }) => Certificate ?? []);
}

/** What ACM waits for, or why it gave up: "PENDING_VALIDATION, without the record _a.example.com CNAME _b.acm.aws". */
function stateOf({
  CertificateArn,
  DomainValidationOptions = [],
  FailureReason,
  Status,
}: CertificateDetail): string {
  const missing = DomainValidationOptions.filter(({ ValidationStatus }) => ValidationStatus !== "SUCCESS")
    .flatMap(({ ResourceRecord }) => ResourceRecord ?? [])
    .map(({ Name, Type, Value }) => `${Name} ${Type} ${Value}`);
  const records = missing.length === 0 ? "" : `, and ACM has not seen ${missing.join(", ")}`;
  return `${CertificateArn} is ${Status}${FailureReason ? ` (${FailureReason})` : ""}${records}`;
}
