import { eventsOf, isOfBuckets, perBehaviour } from "./distribution";
import { type AuditRule, cloudFrontGuide, pairWithin } from "./rule";

const headersByFunction = perBehaviour(
  {
    id: "headers-in-function-only",
    severity: "medium",
    title: "Security headers by a function that errors do not run",
    visitors:
      "CloudFront skips functions at viewer-response for answers of 400 and above: error pages come without the headers.",
    source: cloudFrontGuide("edge-functions-restrictions-all"),
    ...pairWithin(
      "",
      `
      function_arn = aws_cloudfront_function.urls.arn
    }`,
      {
        fails: `    response_headers_policy_id = ""

    function_association {
      event_type   = "viewer-response"
      function_arn = aws_cloudfront_function.urls.arn
    }
    function_association {
      event_type   = "viewer-request"`,
        mend: `    response_headers_policy_id = aws_cloudfront_response_headers_policy.security.id

    function_association {
      event_type   = "viewer-request"`,
      },
    ),
  },
  "function_association",
  (behaviour) => {
    const events = [...eventsOf(behaviour, "function"), ...eventsOf(behaviour, "lambda_function")];
    if (!events.includes("viewer-response") || behaviour.part.text("response_headers_policy_id"))
      return undefined;
    return "has a function at viewer-response and no response headers policy";
  },
);

const headersMissing = perBehaviour(
  {
    id: "headers-missing",
    severity: "low",
    title: "Pages come without security headers",
    visitors:
      "Browsers apply nothing of what protects visitors: no HSTS, no protection from content that is sniffed or framed.",
    source: cloudFrontGuide("adding-response-headers"),
    ...pairWithin(
      "",
      `
      function_arn = aws_cloudfront_function.urls.arn
    }`,
      {
        fails: `    response_headers_policy_id = ""

    function_association {
      event_type   = "viewer-request"`,
        mend: `    response_headers_policy_id = aws_cloudfront_response_headers_policy.security.id

    function_association {
      event_type   = "viewer-request"`,
      },
    ),
    answersTo: { checkov: ["CKV2_AWS_32", "CKV_AWS_259"] },
  },
  "response_headers_policy_id",
  (behaviour, site) => {
    if (behaviour.pattern !== "*" || !isOfBuckets(behaviour, site)) return undefined;
    if (behaviour.part.text("response_headers_policy_id")) return undefined;
    const events = [...eventsOf(behaviour, "function"), ...eventsOf(behaviour, "lambda_function")];
    return events.some((event) => event.endsWith("-response") && event !== "origin-response")
      ? undefined
      : "has no response headers policy";
  },
);

const headersOverride: AuditRule = {
  id: "headers-not-override",
  severity: "low",
  title: "A security header that the origin's wins over",
  types: ["aws_cloudfront_response_headers_policy"],
  visitors: "One object with another header in its metadata is served with that.",
  source: cloudFrontGuide("understanding-response-headers-policies"),
  ...pairWithin(
    "",
    `
    }`,
    {
      fails: `    content_type_options {
      override = false`,
      mend: `    content_type_options {
      override = true`,
    },
  ),
  judge(policy, site) {
    // What a server says of itself may be right; a bucket says only what somebody wrote by mistake.
    const behaviours = site.all("aws_cloudfront_distribution").flatMap((one) => site.behaviours(one));
    const users = behaviours.filter(
      ({ part }) => part.knownText("response_headers_policy_id") === policy.text("id"),
    );
    if (!users.some((one) => isOfBuckets(one, site))) return undefined;
    const config = policy.block("security_headers_config");
    return ["content_type_options", "strict_transport_security"].flatMap((name) => {
      const header = config?.block(name);
      if (header?.text("override") !== "false") return [];
      return [{ attribute: header.at("override"), says: `${name} has override = false` }];
    });
  },
};

const preload: AuditRule = {
  id: "hsts-preload",
  severity: "low",
  title: "HSTS asks to be built into browsers",
  types: ["aws_cloudfront_response_headers_policy"],
  visitors:
    "Nothing, until a name without HTTPS is needed: then no browser reaches it, and it takes months to be taken off the list.",
  source: "https://hstspreload.org/#removal",
  fails: `      preload                    = true
      access_control_max_age_sec = 31536000`,
  mend: `      access_control_max_age_sec = 31536000`,
  judge(policy) {
    const hsts = policy.block("security_headers_config")?.block("strict_transport_security");
    return hsts?.is("preload") ? { attribute: hsts.at("preload"), says: "preload = true" } : undefined;
  },
};

/** Characters of a Content-Security-Policy that a policy may have (CloudFront, "Quotas"). */
const longestPolicy = 1_783;

const policyTooLong: AuditRule = {
  id: "csp-too-long",
  severity: "high",
  title: "A Content-Security-Policy that CloudFront does not take",
  types: ["aws_cloudfront_response_headers_policy"],
  visitors: "CloudFront refuses the policy when it is applied: what is deployed stays as it is.",
  source: cloudFrontGuide("cloudfront-limits"),
  ...pairWithin(
    "",
    `
    }`,
    {
      fails: `    content_security_policy {
      override                = true
      content_security_policy = "img-src ${"https://images.example.com ".repeat(70)}"
    }
    content_type_options {
      override = true`,
      mend: `    content_type_options {
      override = true`,
    },
  ),
  instead: `    content_security_policy {
      override                = true
      content_security_policy = "default-src 'self'; img-src 'self' https://images.example.com"
    }`,
  judge(policy) {
    const header = policy.block("security_headers_config")?.block("content_security_policy");
    const length = header?.text("content_security_policy")?.length ?? 0;
    if (header === undefined || length <= longestPolicy) return undefined;
    return {
      attribute: header.at("content_security_policy"),
      says: `it has ${length} characters, and ${longestPolicy} are taken`,
    };
  },
};

/** The headers that protect visitors. */
export const headerRules: readonly AuditRule[] = [
  headersByFunction,
  headersMissing,
  headersOverride,
  preload,
  policyTooLong,
];
