import type { Values } from "../../../terraform/value";
import { blocks, isOpenAt, textAt } from "../../../terraform/values-at";
import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import { fateWords, goes, type ReviewRule, stays } from "../rule";
import { gone, pairs } from "../values";

/** The distribution as a whole: that it is there, reached over TLS, and reaches its origins by signed requests. */
export const distribution: ReviewRule = {
  types: ["aws_cloudfront_distribution"],
  find(change) {
    const found: StatedFinding[] = [];
    if (goes(change) || change.fate === "forgotten") found.push(loss(change));
    if (!stays(change)) return found;
    return [...found, ...origins(change), ...encryption(change), ...admission(change)];
  },
};

/** Every behaviour of a distribution by its path pattern; the default one as "*". */
export function behaviours(values: Values): Map<string, Values> {
  const ordered = blocks(values, "ordered_cache_behavior");
  const byPath = ordered.map((behaviour): [string, Values] => [
    textAt(behaviour, "path_pattern") ?? "",
    behaviour,
  ]);
  const [standard] = blocks(values, "default_cache_behavior");
  return new Map(standard ? [...byPath, ["*", standard]] : byPath);
}

function loss(change: Change): StatedFinding {
  const by = change.replacedBy.length > 0 ? `, forced by ${change.replacedBy.join(", ")}` : "";
  return {
    severity: change.fate === "forgotten" ? "high" : "critical",
    rule: "distribution-lost",
    title: `The distribution ${fateWords(change)}${by}`,
    before: textAt(change.before, "domain_name") ?? textAt(change.before, "id") ?? "a distribution",
    after: change.fate === "replaced" ? "a new domain name" : "nothing",
    why: "Visitors get errors until the new one is deployed everywhere and DNS points to it; its caches are empty, and an alias can be on one distribution only.",
    mend: "If it is meant, make the new distribution first and move the aliases; if the resource was only renamed, add a `moved` block.",
  };
}

const originId = (origin: Values) => textAt(origin, "origin_id") ?? "";

function origins({ before, after }: Change): StatedFinding[] {
  const isOpen = isOpenAt(after, "origin", "origin_id");
  const lost = isOpen ? [] : gone(blocks(before, "origin"), blocks(after, "origin"), originId);
  const removed = lost.map(
    (origin): StatedFinding => ({
      severity: "high",
      rule: "origin-removed",
      attribute: "origin",
      title: "An origin is removed",
      before: originId(origin),
      after: "nothing",
      why: "What it served alone is gone, and a group without it has nowhere to fail over to.",
      mend: "Keep both regions' origins.",
    }),
  );
  const unsigned = pairs(blocks(before, "origin"), blocks(after, "origin"), originId)
    .filter((pair) => textAt(pair.before, "origin_access_control_id") && !signs(pair.after))
    .map(
      (pair): StatedFinding => ({
        severity: "high",
        rule: "origin-access-removed",
        attribute: "origin.origin_access_control_id",
        title: `Requests to the origin ${pair.key} are no longer signed`,
        before: textAt(pair.before, "origin_access_control_id"),
        after: "nothing",
        why: "A private bucket answers unsigned requests with 403; a bucket that answers them is open to everybody.",
        mend: "Keep the origin access control on every S3 origin.",
      }),
    );
  return [...removed, ...unsigned];
}

/** An id may be one that is not known yet; null is one that is taken away. */
function signs({ origin_access_control_id: id }: Values): boolean {
  return id !== null && id !== "";
}

const tlsVersions = [
  "SSLv3",
  "TLSv1",
  "TLSv1_2016",
  "TLSv1.1_2016",
  "TLSv1.2_2018",
  "TLSv1.2_2019",
  "TLSv1.2_2021",
  "TLSv1.2_2025",
  "TLSv1.3_2025",
];

function encryption({ before, after }: Change): StatedFinding[] {
  const [was, is] = [before, after].map((values) =>
    textAt(values, "viewer_certificate", "minimum_protocol_version"),
  );
  if (was === undefined || is === undefined || rank(is) >= rank(was)) return [];
  const lowered: StatedFinding = {
    severity: "high",
    rule: "tls-lowered",
    insteadOf: ["tls-old"],
    attribute: "viewer_certificate.minimum_protocol_version",
    title: "Older versions of TLS are accepted",
    before: was,
    after: is,
    why: "TLS 1.0 and 1.1 have known weaknesses, and no current browser needs them.",
    mend: "Keep TLSv1.2_2021 or newer.",
  };
  return [lowered];
}

function rank(version: string): number {
  const index = tlsVersions.indexOf(version);
  return index < 0 ? tlsVersions.length : index;
}

function admission({ before, after }: Change): StatedFinding[] {
  const found: StatedFinding[] = [];
  if (textAt(before, "web_acl_id") && (after.web_acl_id === null || after.web_acl_id === "")) {
    found.push({
      severity: "high",
      rule: "firewall-removed",
      attribute: "web_acl_id",
      title: "The web application firewall is taken away",
      before: textAt(before, "web_acl_id"),
      after: "nothing",
      why: "Its rate limits and block lists no longer protect the site.",
      mend: "Keep web_acl_id, or say in the pull request what takes its place.",
    });
  }
  const [was, is] = [before, after].map((values) =>
    textAt(values, "restrictions", "geo_restriction", "restriction_type"),
  );
  if (was !== undefined && was !== "none" && is === "none") {
    found.push({
      severity: "medium",
      rule: "geo-restriction-removed",
      attribute: "restrictions.geo_restriction.restriction_type",
      title: "The site is open to every country",
      before: was,
      after: is,
      why: "A restriction that the law or a licence asked for would be gone.",
      mend: "Check with whoever asked for it.",
    });
  }
  return found;
}
