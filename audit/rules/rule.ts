import type { Severity } from "../review/finding";
import type { Judged } from "./judged";
import type { AuditedSite } from "./site";

/** Whose rules this one answers to. */
export type Scanner = "checkov" | "trivy" | "securityHub" | "prowler" | "guard" | "cdkNag";

/** What a rule found of a resource. */
export interface Stated {
  /** Where in the resource, as written in HCL: "origin_group[0].failover_criteria". */
  readonly attribute?: string;
  /** What is there, with its values, in one line. */
  readonly says: string;
}

/** One way in which a site is broken: data, and a pure function of what was read. */
export interface AuditRule {
  /** Stable: suppressions and baselines name it. */
  readonly id: string;
  readonly severity: Severity;
  /** Where a change is what brings it: somebody is about to take away what was sound. */
  readonly introduced?: Severity;
  readonly title: string;
  /** The types of the resources that are judged; `backend` is the state's. */
  readonly types: readonly string[];
  /** What visitors would meet, or whoever runs the site. */
  readonly visitors: string;
  /** Where AWS, or Terraform, says so. */
  readonly source: string;
  /** HCL that is broken, and the same mended: the pair is the rule's own test, in a site that is sound otherwise. */
  readonly fails: string;
  readonly mend: string;
  /** Where what is broken is whole blocks that `mend` has not: the same blocks, sound. */
  readonly instead?: string;
  readonly answersTo?: Readonly<Partial<Record<Scanner, readonly string[]>>>;
  /** @throws {NotKnown} where only a plan or a state would tell */
  judge(part: Judged, site: AuditedSite): readonly Stated[] | Stated | undefined;
}

/** What is broken and its mend between the same lines, with which both are whole. */
export const pairWithin = (
  before: string,
  after: string,
  { fails, mend }: Pick<AuditRule, "fails" | "mend">,
): Pick<AuditRule, "fails" | "mend"> => ({
  fails: before + fails + after,
  mend: before + mend + after,
});

/** The HCL that mends what a rule finds. */
export const mendOf = ({ instead, mend }: AuditRule) => instead ?? mend;

const guide = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide";
const s3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide";

/** Pages of AWS's documentation. */
export const cloudFrontGuide = (page: string) => `${guide}/${page}.html`;
export const s3Guide = (page: string) => `${s3}/${page}.html`;
export const route53Guide = (page: string) =>
  `https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/${page}.html`;
export const providerDocs = (page: string) =>
  `https://registry.terraform.io/providers/hashicorp/aws/latest/docs/${page}`;
