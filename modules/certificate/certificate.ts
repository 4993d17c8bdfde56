import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate/index.js";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation/index.js";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record/index.js";
import { Lazy, type TerraformProvider, type TerraformResource } from "cdktf";
import { Construct } from "constructs";

/** A certificate for the distribution. */
export interface CertificateProps {
  /** Every host name of the site, the main one first; at least one. */
  readonly names: readonly string[];
  /** Zone for the validation records, which stay: ACM renews by them. */
  readonly zoneId: string;
  /** Provider of us-east-1, the only region that CloudFront takes certificates from. */
  readonly provider: TerraformProvider;
  /** Tags of the certificate. @default - none */
  readonly tags?: Record<string, string>;
}

const validationTtl = 60;

/**
 * A certificate that ACM validates through DNS.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
 */
export class Certificate extends Construct {
  /** ARN of the certificate once it is validated: CloudFront refuses one that is pending. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id);
    const { provider, tags } = props;
    const [domainName, ...alternatives] = props.names;
    const certificate = new AcmCertificate(this, "Certificate", {
      domainName,
      subjectAlternativeNames: alternatives.length > 0 ? alternatives : undefined,
      validationMethod: "DNS",
      // The distribution must leave the old certificate before it can go.
      lifecycle: { createBeforeDestroy: true },
      provider,
      tags,
    });

    const record = new Route53Record(this, "Record", {
      zoneId: props.zoneId,
      name: expression(() => "each.value.name"),
      type: expression(() => "each.value.type"),
      records: [expression(() => "each.value.record")],
      ttl: validationTtl,
      // A name and its wildcard are validated by one and the same record.
      allowOverwrite: true,
      provider,
    });
    // Keyed by the domain name, which a plan knows before ACM has answered with the records.
    record.addOverride(
      "for_each",
      expression(
        () =>
          `{\n  for option in ${address(certificate)}.domain_validation_options : option.domain_name => {\n` +
          "    name   = option.resource_record_name\n    type   = option.resource_record_type\n" +
          "    record = option.resource_record_value\n  }\n}",
      ),
    );

    const validation = new AcmCertificateValidation(this, "Validation", {
      certificateArn: certificate.arn,
      // Minutes suffice where DNS leads to the zone; the provider would wait for 75.
      timeouts: { create: "20m" },
      provider,
    });
    validation.addOverride(
      "validation_record_fqdns",
      expression(() => `[for record in ${address(record)} : record.fqdn]`),
    );
    this.arn = validation.certificateArn;
  }
}

/** A Terraform expression that is written down at synthesis, when every logical id is final. */
function expression(produce: () => string): string {
  return Lazy.stringValue({ produce: () => `\${${produce()}}` });
}

function address(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
