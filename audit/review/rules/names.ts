import { stringsAt, textAt } from "../../../terraform/values-at";
import { type Change, isUnknownAfter } from "../change";
import type { StatedFinding } from "../finding";
import { fateWords, goes, type ReviewRule, stays } from "../rule";
import { lost } from "../values";

/** Certificates that go, or lose a name. */
export const certificates: ReviewRule = {
  types: ["aws_acm_certificate"],
  find(change) {
    if (goes(change)) {
      return [
        {
          severity: change.fate === "destroyed" ? "critical" : "high",
          rule: "certificate-lost",
          ...(change.replacedBy[0] !== undefined && { attribute: change.replacedBy[0] }),
          title: `The certificate of ${textAt(change.before, "domain_name") ?? "the site"} ${fateWords(change)}`,
          before: namesOf(change.before),
          after: change.fate === "replaced" ? namesOf(change.after) : "nothing",
          why: "The new one has to be validated by DNS before the distribution can use it: names of other people's zones hold the apply up, and a certificate in use cannot be deleted.",
          mend: "Use create_before_destroy, and check that every name can be validated today.",
        },
      ];
    }
    return [];
  },
};

function namesOf(certificate: Change["before"]): string[] {
  return [
    ...new Set([
      ...stringsAt(certificate, "domain_name"),
      ...stringsAt(certificate, "subject_alternative_names"),
    ]),
  ];
}

/** Names that a distribution answers to. */
export const aliases: ReviewRule = {
  types: ["aws_cloudfront_distribution"],
  find(change) {
    return stays(change) ? aliasesLost(change) : [];
  },
};

function aliasesLost(change: Change): StatedFinding[] {
  if (isUnknownAfter(change, "aliases")) return [];
  const [was, is] = [stringsAt(change.before, "aliases"), stringsAt(change.after, "aliases")];
  const removed = lost(was, is);
  if (removed.length === 0) return [];
  return [
    {
      severity: "critical",
      rule: "alias-removed",
      attribute: "aliases",
      title: `The site no longer answers to ${removed.join(", ")}`,
      before: was,
      after: is,
      why: "CloudFront answers a name that it does not know with an error, and anybody's distribution may claim a name that DNS still points here.",
      mend: "Move or remove the name's DNS records first, then the alias.",
    },
  ];
}

const addressTypes = ["A", "AAAA", "HTTPS", "CNAME"];

/** DNS records, and the zones that they are in. */
export const dns: ReviewRule = {
  types: ["aws_route53_record", "aws_route53_zone"],
  find(change) {
    if (change.type === "aws_route53_zone") return goes(change) ? [zoneLost(change)] : [];
    const type = textAt(change.before, "type") ?? "";
    const name = textAt(change.before, "name") ?? change.name;
    if (isValidation(name)) return change.fate === "destroyed" ? [validationLost(name)] : [];
    if (!goes(change) || !addressTypes.includes(type)) return [];
    return [
      {
        severity: change.fate === "destroyed" && type !== "HTTPS" ? "critical" : "high",
        rule: "record-removed",
        title: `The ${type} record of ${name} ${fateWords(change)}`,
        before: `${type} ${name}`,
        after:
          change.fate === "replaced"
            ? `${textAt(change.after, "type")} ${textAt(change.after, "name")}`
            : "nothing",
        why: "Resolvers remember that a name does not exist for as long as the zone's negative TTL says: minutes to a day.",
        mend: "Remove names last, after visitors have stopped using them; for a rename, add a `moved` block.",
      },
    ];
  },
};

function zoneLost(change: Change): StatedFinding {
  return {
    severity: "critical",
    rule: "zone-removed",
    title: `The hosted zone ${textAt(change.before, "name") ?? ""} ${fateWords(change)}`,
    before: stringsAt(change.before, "name_servers"),
    after: change.fate === "replaced" ? "other name servers" : "nothing",
    why: "A new zone has other name servers: until the registrar has them, no name of the domain resolves, mail included.",
    mend: "Keep the zone; if it must change, lower TTLs and move the delegation first.",
  };
}

function isValidation(name: string): boolean {
  return name.startsWith("_");
}

function validationLost(name: string): StatedFinding {
  return {
    severity: "medium",
    rule: "validation-record-removed",
    title: `The record ${name} that renews a certificate is destroyed`,
    before: name,
    after: "nothing",
    why: "AWS renews a certificate by itself only while this record is there; the site goes dark when it expires.",
    mend: "Keep it for as long as the certificate is in use.",
  };
}
