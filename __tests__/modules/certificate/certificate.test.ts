import { TerraformOutput } from "cdktf";
import { describe, expect, it } from "vitest";
import { Certificate } from "../../../modules/certificate";
import { resource, synthStack } from "../../support/synth";

const json = synthStack((stack, { global }) => {
  const { arn } = new Certificate(stack, "Tls", {
    names: ["example.org", "www.example.org"],
    zoneId: "Z1",
    provider: global,
  });
  new TerraformOutput(stack, "Arn", { value: arn });
});

const each = (part: string) => `\${each.value.${part}}`;

describe("Certificate", () => {
  it("covers every name, in us-east-1, and is replaced before it is destroyed", () => {
    expect(resource(json, "aws_acm_certificate")).toMatchObject({
      domain_name: "example.org",
      subject_alternative_names: ["www.example.org"],
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
      provider: "aws.global",
    });
  });

  it("keys validation records by domain name, which is known before the certificate exists", () => {
    expect(resource(json, "aws_route53_record")).toMatchObject({
      for_each: expect.stringMatching(
        /^\$\{\{\s*for option in aws_acm_certificate\.\w+\.domain_validation_options : option\.domain_name => \{[^}]*\}\s*\}\}$/,
      ),
      name: each("name"),
      type: each("type"),
      records: [each("record")],
    });
  });

  it("hands out the ARN of the validated certificate", () => {
    expect(json.output?.Arn?.value).toMatch(/^\$\{aws_acm_certificate_validation\.\w+\.certificate_arn\}$/);
  });

  it("waits for every validation record", () => {
    expect(resource(json, "aws_acm_certificate_validation").validation_record_fqdns).toMatch(
      /^\$\{\[for record in aws_route53_record\.\w+ : record\.fqdn\]\}$/,
    );
  });
});
