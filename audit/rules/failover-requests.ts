import { functionsOf, perBehaviour, distributionTypes as types } from "./distribution";
import { failoverGuide, membersOf } from "./failover";
import { type AuditRule, cloudFrontGuide, pairWithin } from "./rule";

/** Methods that CloudFront takes on a behaviour with a group. */
const readMethods = ["GET", "HEAD", "OPTIONS"];

const methodsOnGroup: AuditRule = {
  id: "group-methods",
  severity: "high",
  title: "A behaviour that takes writes and leads to an origin group",
  types,
  visitors: "CloudFront refuses the distribution when it is applied; what is deployed stays as it is.",
  source: failoverGuide,
  fails: `    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods             = ["GET", "HEAD", "OPTIONS"]`,
  mend: `    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD", "OPTIONS"]`,
  judge(distribution, site) {
    return site.behaviours(distribution).flatMap(({ group, part, pattern }) => {
      const writes = part.texts("allowed_methods").filter((method) => !readMethods.includes(method));
      if (!group || writes.length === 0) return [];
      return [{ attribute: part.at("allowed_methods"), says: `${pattern} takes ${writes.join(", ")}` }];
    });
  },
};

const optionsNotCached: AuditRule = {
  id: "group-options",
  severity: "low",
  introduced: "medium",
  title: "OPTIONS is taken and not cached: it does not fail over",
  types,
  visitors:
    "Browsers ask before a request to another origin: these questions fail while the first region does, and the request with them.",
  source: failoverGuide,
  fails: `    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD"]`,
  mend: `    allowed_methods            = ["GET", "HEAD", "OPTIONS"]
    cached_methods             = ["GET", "HEAD", "OPTIONS"]`,
  judge(distribution, site) {
    return site.behaviours(distribution).flatMap(({ group, part, pattern }) => {
      const takes = part.texts("allowed_methods").includes("OPTIONS");
      if (!group || !takes || part.texts("cached_methods").includes("OPTIONS")) return [];
      return [
        {
          attribute: part.at("cached_methods"),
          says: `${pattern} takes OPTIONS, and caches ${part.texts("cached_methods").join(", ")}`,
        },
      ];
    });
  },
};

/** Seconds that visitors have left by: half of them after three (Google, "Find out how you stack up", 2018). */
const patience = 10;

const timers: AuditRule = {
  id: "failover-timers",
  severity: "high",
  title: "Visitors wait longer for the failover than they stay",
  types,
  visitors:
    "While the first origin takes no connections, each page that no edge has waits for all attempts before the other one is asked.",
  source: cloudFrontGuide("DownloadDistValuesOrigin"),
  fails: `    connection_attempts      = 3
    connection_timeout       = 10`,
  mend: `    connection_attempts      = 1
    connection_timeout       = 2`,
  judge(distribution) {
    const firsts = distribution.blocks("origin_group").map((group) => membersOf(group)[0]);
    return distribution.blocks("origin").flatMap((origin) => {
      const attempts = origin.number("connection_attempts", 3);
      const seconds = origin.number("connection_timeout", 10);
      if (!firsts.includes(origin.identity("origin_id")) || attempts * seconds <= patience) return [];
      const says = `${attempts} attempts of ${seconds} s are ${attempts * seconds} s before the other origin is asked`;
      return [{ attribute: origin.at("connection_attempts"), says }];
    });
  },
};

/** Words by which a function at viewer-request sets how long an origin may say nothing, or makes the group itself. */
const setsTimeouts = /readTimeout/;

const readTimeout = perBehaviour(
  {
    id: "origin-hangs",
    severity: "medium",
    title: "An origin that hangs is waited for",
    visitors:
      "The region takes connections and says nothing: each page that no edge has takes 30 s before the other one is asked. S3's timeout cannot be set in Terraform; a function can (`cf.updateRequestOrigin`).",
    source: cloudFrontGuide("helper-functions-origin-modification"),
    ...pairWithin(
      "",
      `
      event_type = "origin-response"
      lambda_arn = aws_lambda_function.stamp.qualified_arn
    }`,
      {
        fails: `    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.hops.arn
    }

    lambda_function_association {`,
        mend: `    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.urls.arn
    }

    lambda_function_association {`,
      },
    ),
  },
  "target_origin_id",
  ({ group, origins: [first], part, pattern }, site) => {
    if (!group || !first || pattern !== "*") return undefined;
    const custom = first.block("custom_origin_config");
    if (custom) {
      const seconds = custom.number("origin_read_timeout", 30);
      return seconds <= patience
        ? undefined
        : `waits ${seconds} s for ${first.identity("origin_id")} to answer`;
    }
    const own = first.number("s3_origin_config.origin_read_timeout", 30);
    if (own <= patience) return undefined;
    const code = functionsOf(part, site, "viewer-request").map((one) => one.text("code") ?? "");
    if (part.blocks("lambda_function_association").some((one) => one.text("event_type") === "origin-request"))
      return undefined;
    return code.some((one) => setsTimeouts.test(one))
      ? undefined
      : `waits ${own} s for a bucket that says nothing, and no function sets another timeout`;
  },
);

/** Which requests fail over, and how long they wait. */
export const failoverRequestRules: readonly AuditRule[] = [
  methodsOnGroup,
  optionsNotCached,
  timers,
  readTimeout,
];
