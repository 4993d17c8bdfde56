import { outages, withoutDrill } from "../audit/proof/outages";
import { severities } from "../audit/review/finding";
import { auditRules } from "../audit/rules";
import { type AuditRule, mendOf, type Scanner } from "../audit/rules/rule";
import { gotchas } from "./gotchas";

const scanners: Readonly<Record<Scanner, string>> = {
  checkov: "checkov",
  trivy: "trivy",
  securityHub: "Security Hub",
  prowler: "prowler",
  guard: "CloudFormation Guard",
  cdkNag: "cdk-nag",
};

/** What of theirs is not here, and why. */
const left = [
  [
    "a firewall (CKV_AWS_68, CKV2_AWS_47, AWS-0011, CloudFront.6, WAF.10, WAF.12, cloudfront_associated_with_waf, cloudfront_distributions_using_waf, AwsSolutions-CFR2)",
    "a static site needs none to stay up; whether it is worth its price is for its owner",
  ],
  [
    "countries (CKV_AWS_374, cloudfront_distributions_geo_restrictions_enabled, AwsSolutions-CFR1)",
    "whom a site is for is no fault",
  ],
  [
    "logs of visitors, of names and of objects (CKV_AWS_86, CKV_AWS_18, CKV2_AWS_39, AWS-0010, AWS-0089, AWS-0171, AWS-0172, CloudFront.5, S3.9, Route53.2, WAF.11, cloudfront_accesslogs_enabled, s3_bucket_logging_enabled, cloudfront_distributions_logging_enabled, s3_bucket_server_access_logging_enabled, AwsSolutions-CFR3, AwsSolutions-S1)",
    "visitors lose nothing without them, and they hold personal data",
  ],
  [
    "encryption with a key of one's own (CKV_AWS_145, CKV_AWS_181, CKV_AWS_186, AWS-0132, S3.17, s3_default_encryption_kms, s3_bucket_kms_encryption)",
    "what everybody may read is no secret, and such a key is one more thing that fails: `kms-without-cloudfront`",
  ],
  [
    "any encryption (CKV_AWS_19, AWS-0088, s3_bucket_server_side_encryption_enabled, s3_bucket_default_encryption)",
    "S3 has encrypted every new object since January 2023, whatever is set",
  ],
  [
    "MFA delete, object lock, event notifications (S3.20, S3.15, S3.11, CKV_AWS_143, CKV2_AWS_62, AWS-0170, s3_bucket_default_lock_enabled, s3_bucket_no_mfa_delete, s3_bucket_object_lock, s3_bucket_event_notifications_enabled)",
    "releases have to replace and delete objects",
  ],
  [
    "addresses of one's own in place of SNI (CloudFront.8, cloudfront_sni_enabled, cloudfront_distributions_https_sni_enabled)",
    "visitors lose nothing by them; it is a price that somebody agreed with AWS, and no flat-rate plan takes them: `flat-rate-blocked`",
  ],
  [
    "TLS 1.3 alone (cloudfront_distributions_pqc_tls_enabled)",
    "it shuts visitors out who can read a public page by TLS 1.2 as well; what is broken is `tls-old`",
  ],
  [
    "who of other accounts, and which actions, a bucket's policy lets in (CKV_AWS_93, S3.6, s3_bucket_policy_grantee_check, s3_bucket_policy_no_wildcard_action, s3_bucket_policy_no_allow_plus_not_action, s3_bucketpolicy_no_allow_plus_notprincipal, s3_bucket_cross_account_access)",
    "whom an owner names may be meant; everybody, and every distribution, are `bucket-policy-public` and `bucket-policy-any-distribution`",
  ],
  [
    "access points' own block of public access (CKV_AWS_392, S3.19, s3_access_point_public_access_block, s3_multi_region_access_point_public_access_block)",
    "it is on unless somebody switches it off, and cannot be changed after",
  ],
  [
    "what single objects and other accounts' buckets are (s3_bucket_object_public, s3_bucket_object_acl_ghost, s3_bucket_shadow_resource_vulnerability)",
    "it is in no configuration",
  ],
  ["names of buckets (AWS-0320)", "S3 refuses those that DNS cannot have"],
  [
    "zones that sign, and records of addresses (CKV2_AWS_38, CKV2_AWS_23)",
    "a chain of signatures that breaks takes a site down too: the zone's owner has to want it; a record with an address leads to no distribution",
  ],
  [
    "how certificates are replaced, logged and long (CKV_AWS_233, CKV_AWS_234, ACM.2)",
    "ACM deletes none that a distribution shows, logs all unless it is told not to, and makes no key that is too short",
  ],
  [
    "functions' URLs, signed pages, fields that are encrypted, streaming, tags (CloudFront.16, CloudFront.17, CloudFront.14, cloudfront_distributions_field_level_encryption_enabled, AwsSolutions-CFR6)",
    "a static site has none of these, or works the same without",
  ],
] as const;

/** docs/audit/index.md */
export function auditPage(): string {
  const bySeverity = severities.flatMap((one) => auditRules.filter(({ severity }) => severity === one));
  return `# Audit

\`npx outlast audit [path]\` judges what *is* in Terraform: a folder or file of HCL, a \`cdk.tf.json\`, or what \`terraform show -json\`
prints of a plan or a state. It needs Node alone: neither \`init\` nor credentials. Modules by a path within the repository are
read, and those that \`terraform init\` has left; \`terraform.tfvars\`, \`*.auto.tfvars\`, \`--var-file\` and \`--var\` give variables
their values. What only a plan or a state would tell is *unknown until planned*, a verdict of its own, and what was not
looked at is listed: silence means that a rule has looked.

Without a path, in the folder of a project of outlast, it audits every stack that the config makes.

\`npx outlast audit --live --distribution E1234567890ABC\` reads a site that runs, of anybody, through AWS's APIs: the distribution with
its policies and functions, the buckets that it asks and those that they are copied to, the role that copies, the names with
their zones, the certificate, health checks and alarms. It writes nothing. \`--permissions\` beside these prints the policy that it needs and
asks nothing. What is refused, or in a region that says nothing, is listed as not looked at, and no rule judges for want of
it. For \`--drill\` code of CloudFront Functions runs in the rehearsal; of Lambda@Edge it is not asked for.

It ends with 1 where a finding is as bad as \`--fail-on\` (high by default), or worse. \`--json\`, \`--sarif\`, \`--junit\` and
\`--markdown\` are for machines and pull requests; GitHub's code scanning shows SARIF at the line:

\`\`\`yaml
# .github/workflows/audit.yml
on: [push, pull_request]
permissions:
  contents: read
  security-events: write
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npx outlast audit infra --sarif audit.sarif --fail-on none
      - uses: github/codeql-action/upload-sarif@v3
        with:
          sarif_file: audit.sarif
\`\`\`

\`--drill\` runs the site that was read, with made-up pages, in the outage that a finding is about, and says what visitors got, and
what they would get with the mend, a second bucket with the same content where that is one: \`acme-site-primary=503: 503 for *; with the mend 200 for *\`.
What cannot be rehearsed is said in place of it. An audit runs in a process of its own, and ends after two minutes.

A finding is let be by a comment in its block, or right above it, with a reason, and with a last day if you like:

\`\`\`hcl
# outlast:ignore failover-code-403 until 2027-03-31: the replica has the same policy, from the same module
\`\`\`

or by a file for \`--suppressions\`: \`[{"rule": "...", "address": "...", "reason": "...", "until": "..."}]\`, of which the
address and the day may be left out. \`--write-baseline\` keeps what is found now, and \`--baseline\` tells only what came since.

## Rules

| rule | severity | what | others that ask for it |
|---|---|---|---|
${bySeverity.map(row).join("\n")}

Most of these nobody else has: the others pass an origin group that no behaviour leads to.

## By their ids

| theirs | here |
|---|---|
${theirs().join("\n")}

What of theirs is not here:

${left.map(([what, why]) => `- ${what}: ${why}.`).join("\n")}

## What no rule says

Of the ways in which sites of this kind are known to fail, these have no rule:

${gotchas.flatMap(([what, , why]) => (why === undefined ? [] : [`- ${what}: ${why}.`])).join("\n")}

${bySeverity.map(section).join("\n\n")}
`;
}

function row({ answersTo = {}, id, severity, title }: AuditRule): string {
  const ids = Object.values(answersTo).flat();
  return `| [${id}](#${id}) | ${severity} | ${title} | ${ids.join(", ")} |`;
}

function theirs(): string[] {
  const found = new Map<string, string[]>();
  for (const { answersTo = {}, id } of auditRules)
    for (const [scanner, ids] of Object.entries(answersTo) as [Scanner, readonly string[]][])
      for (const one of ids) {
        const name = `${scanners[scanner]} ${one}`;
        found.set(name, [...(found.get(name) ?? []), `[${id}](#${id})`]);
      }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, rules]) => `| ${name} | ${rules.join(", ")} |`);
}

function section(rule: AuditRule): string {
  const { fails, id, severity, source, title, visitors } = rule;
  const mend = mendOf(rule);
  const code = (text: string) => `\`\`\`hcl\n${text.trimEnd()}\n\`\`\``;
  const pair = [
    ...(fails.trim() === "" ? [] : ["Fails:", code(fails)]),
    ...(mend.trim() === "" ? [] : [fails.trim() === "" ? "Has to be there:" : "Passes:", code(mend)]),
  ];
  const reason = withoutDrill[id];
  const drill =
    id in outages ? " `--drill` shows it." : reason === undefined ? "" : ` No drill shows it: ${reason}.`;
  return [`## ${id}`, `${title} (${severity}). ${visitors}${drill} [Source](${source}).`, ...pair].join(
    "\n\n",
  );
}
