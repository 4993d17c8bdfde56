/** A service's published promise. */
export interface ServiceLevel {
  readonly id: "route53" | "cloudfront" | "lambda" | "s3";
  readonly title: string;
  /** Share of the month, 0 to 1. */
  readonly promised: number;
  /** Below a share, the part of that service's bill that is credited. */
  readonly credits: readonly (readonly [below: number, credit: number])[];
  /** What its share is made of. */
  readonly counts: string;
  readonly doesNotCount: string;
  readonly source: string;
  /** When the text was last changed, and when it was read; what is not sure says so. */
  readonly changed: string;
  readonly read: string;
}

const usual = [
  [0.95, 1],
  [0.99, 0.25],
  [0.999, 0.1],
] as const;

/** What a site stands on, in the order in which a request meets it. */
export const serviceLevels: readonly ServiceLevel[] = [
  {
    ...{ id: "route53", title: "Route 53", promised: 1 },
    credits: [[1, 0.1]],
    counts: "Queries for a hosted zone that none of its name servers answers.",
    doesNotCount:
      "A control plane that takes no changes, and an answer that is wrong. The credit grows with the minutes.",
    ...{ source: "https://aws.amazon.com/route53/sla/", changed: "not sure", read: "2023, a stored copy" },
  },
  {
    ...{ id: "cloudfront", title: "CloudFront", promised: 0.999, credits: usual },
    counts: "5xx that CloudFront answers of its own, as the mean over five minutes each.",
    doesNotCount:
      "A name that does not resolve, which is no 5xx; errors of the origin; deployments that hang.",
    ...{ source: "https://aws.amazon.com/cloudfront/sla/", changed: "2022-05-05", read: "2026-11-29" },
  },
  {
    ...{ id: "lambda", title: "Lambda@Edge", promised: 0.9995 },
    credits: [
      [0.95, 1],
      [0.99, 0.25],
      [0.9995, 0.1],
    ],
    counts: "Calls that Lambda answers with 500 or 503, of one region, as the mean over five minutes each.",
    doesNotCount: "A function that throws. That the edge's calls count as those of a region do is not sure.",
    ...{ source: "https://aws.amazon.com/lambda/sla/", changed: "not sure", read: "2023, a stored copy" },
  },
  {
    ...{ id: "s3", title: "S3 Standard, one region", promised: 0.999, credits: usual },
    counts: "500 and 503 of one storage class in one region, as the mean over five minutes each.",
    doesNotCount:
      "403 and 404, a bucket that was deleted, silence without a status. The credit is of that class in that region.",
    ...{ source: "https://aws.amazon.com/s3/sla/", changed: "2023-11-28", read: "2026-11-29" },
  },
];

/** How long certificates of ACM live, by the day from which it gives them out. */
export interface CertificateLifetime {
  readonly from: string;
  /** Days; below it where `isBound`. */
  readonly days: number;
  readonly isBound: boolean;
  readonly source: string;
  readonly read: string;
}

const acmFaq = {
  source: "https://aws.amazon.com/certificate-manager/faqs/",
  read: "2026-11-29, as others quote it",
};

/** ACM promises no share of a month: what runs out is a lifetime, and what renews it is a record in DNS. */
export const certificateLifetimes: readonly CertificateLifetime[] = [
  { from: "2026", days: 198, isBound: false, ...acmFaq },
  { from: "2027-03-15", days: 100, isBound: true, ...acmFaq },
  { from: "2029-03-15", days: 47, isBound: true, ...acmFaq },
];

/** An outage that there was, as it was told. */
export interface ObservedOutage {
  readonly date: string;
  readonly what: string;
  readonly where: string;
  readonly minutes: number;
  /** Not over when it was told, or told by the press alone. */
  readonly unsure?: string;
  readonly source: string;
}

/** Outages of the last ten years that a static site would have met. */
export const observedOutages: readonly ObservedOutage[] = [
  {
    ...{ date: "2017-02-28", what: "S3", where: "us-east-1", minutes: 257 },
    source: "https://aws.amazon.com/message/41926/",
  },
  {
    ...{ date: "2023-06-13", what: "Lambda", where: "us-east-1", minutes: 228 },
    ...{ unsure: "the press alone", source: "https://www.compsmag.com/" },
  },
  {
    ...{ date: "2025-10-20", what: "control planes of us-east-1", where: "us-east-1", minutes: 872 },
    ...{ unsure: "visitors of a site saw nothing of it", source: "https://www.ernestchiang.com/" },
  },
  {
    ...{ date: "2026-02-10", what: "names of CloudFront", where: "everywhere", minutes: 60 },
    ...{ unsure: "the press alone; changes were not possible for 7 h", source: "https://archysport.com/" },
  },
  {
    ...{ date: "2026-03-01", what: "S3, two of three zones lost", where: "me-central-1", minutes: 2_880 },
    ...{
      unsure: "it went on for days, and reached me-south-1 the next day",
      source: "https://thetechportal.com/",
    },
  },
];
