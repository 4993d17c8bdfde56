import { type PlanRules, planRules } from "../../facts/cloudfront/flat-rate-plans";
import { planTag } from "../../facts/site/plan-tag";
import { type Judged, NotKnown } from "./judged";
import { type AuditRule, cloudFrontGuide, type Stated } from "./rule";
import { type AuditedSite, distributionsOf, managedName } from "./site";

const subscriptionTypes = ["aws_pricingplanmanager_subscription", "awscc_pricingplanmanager_subscription"];

/** What the next apply, or whoever subscribes, is refused. */
export const flatRateRules: readonly AuditRule[] = [
  {
    id: "flat-rate-blocked",
    severity: "medium",
    introduced: "high",
    title: "A setting that no flat-rate plan takes",
    types: [...subscriptionTypes, "aws_cloudfront_distribution", "aws_wafv2_web_acl"],
    visitors:
      "The next apply fails, or the subscription is refused: the distribution has what its plan does not let in.",
    source: cloudFrontGuide("flat-rate-pricing-plan"),
    fails: `resource "awscc_pricingplanmanager_subscription" "site" {
  plan = "FREE"
}
`,
    mend: "",
    judge(part, site) {
      if (subscriptionTypes.includes(part.type))
        return distributionsOf(site).flatMap((one) =>
          refusedOf(one, site, undefined).map(({ says }) => ({ says: `${one.address} ${says}` })),
        );
      const plan = planRules(String(tagsOf(part)[planTag] ?? ""));
      if (plan === undefined) return undefined;
      return part.type === "aws_wafv2_web_acl" ? refusedRules(part, plan) : refusedOf(part, site, plan);
    },
  },
];

function tagsOf(part: Judged): Readonly<Record<string, unknown>> {
  const tags = part.value("tags");
  return typeof tags === "object" && tags !== null ? (tags as Readonly<Record<string, unknown>>) : {};
}

const policies = [
  ["cache_policy_id", "aws_cloudfront_cache_policy", "cache"],
  ["response_headers_policy_id", "aws_cloudfront_response_headers_policy", "responseHeaders"],
  ["origin_request_policy_id", "aws_cloudfront_origin_request_policy", "originRequest"],
] as const;

/** Of a distribution, for its plan; for any plan where only that there is one is known. */
function refusedOf(one: Judged, site: AuditedSite, plan: PlanRules | undefined): Stated[] {
  const behaviours = site.behaviours(one);
  const title = plan?.title ?? "a flat-rate plan";
  const own = behaviours.flatMap(({ part, pattern }) =>
    policies.flatMap((policy) =>
      plan?.ownPolicies !== true && isOwn(part, site, policy)
        ? [{ attribute: part.at(policy[0]), says: `${pattern} has a policy of its own` }]
        : [],
    ),
  );
  const legacy = behaviours.flatMap(({ part, pattern }) =>
    ["forwarded_values", "realtime_log_config_arn", "field_level_encryption_id"].flatMap((name) =>
      part.isSet(name) ? [{ attribute: part.at(name), says: `${pattern} has ${name}` }] : [],
    ),
  );
  const identities = one
    .blocks("origin")
    .filter((origin) => origin.text("s3_origin_config.origin_access_identity") !== undefined)
    .map((origin) => ({
      attribute: origin.at("s3_origin_config"),
      says: "an origin has an access identity",
    }));
  const certificate = one.block("viewer_certificate");
  return [
    ...(one.isSet("web_acl_id")
      ? []
      : [{ attribute: "web_acl_id", says: `has no web ACL, which ${title} demands` }]),
    ...(plan !== undefined && behaviours.length > plan.behaviours
      ? [{ says: `has ${behaviours.length} cache behaviours, and ${title} takes ${plan.behaviours}` }]
      : []),
    ...(plan !== undefined &&
    one.text("price_class") !== undefined &&
    one.text("price_class") !== allLocations
      ? [{ attribute: "price_class", says: `has ${one.text("price_class")}, and a plan all edge locations` }]
      : []),
    ...(plan?.accessLogs === false && one.blocks("logging_config").length > 0
      ? [{ attribute: "logging_config", says: `has access logs, and ${title} takes none` }]
      : []),
    ...["staging", "continuous_deployment_policy_id"]
      .filter((name) => one.text(name) !== undefined && one.text(name) !== "false")
      .map((name) => ({ attribute: name, says: `has ${name}` })),
    ...(certificate?.text("ssl_support_method") === "vip"
      ? [{ attribute: certificate.at("ssl_support_method"), says: "has addresses of its own" }]
      : []),
    ...own,
    ...legacy,
    ...identities,
  ];
}

const allLocations = "PriceClass_All";

/** An id that only the apply brings is of a policy that is made here. */
function isOwn(part: Judged, site: AuditedSite, [attribute, type, kind]: (typeof policies)[number]): boolean {
  try {
    const id = part.text(attribute);
    return id !== undefined && managedName(kind, id) === undefined;
  } catch (error) {
    if (error instanceof NotKnown && site.all(type).length > 0) return true;
    throw error;
  }
}

/** Rules of a web ACL that look for texts and patterns; in JSON they may be as deep as they like. */
function refusedRules(acl: Judged, { matchedTexts, title }: PlanRules): Stated[] {
  if (matchedTexts) return [];
  const written = JSON.stringify([acl.value("rule") ?? null, acl.value("rule_json") ?? null]);
  return /byte_?match_?statement|regex_(?:match|pattern_set_reference)_statement|Regex(?:Match|PatternSetReference)Statement/i.test(
    written.replace(/"\w+":(?:null|\[\])/g, ""),
  )
    ? [{ attribute: "rule", says: `has a rule that looks for a text or a pattern, and ${title} takes none` }]
    : [];
}
