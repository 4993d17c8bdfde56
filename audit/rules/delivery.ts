import type { Judged } from "./judged";
import { type AuditRule, cloudFrontGuide } from "./rule";
import { type AuditedSite, type Behaviour, managedName } from "./site";

const types = ["aws_cloudfront_distribution"];

/** A rule that judges each behaviour by itself. */
function perBehaviour(
  rule: Omit<AuditRule, "types" | "judge">,
  attribute: string,
  isBad: (behaviour: Behaviour, site: AuditedSite, distribution: Judged) => string | undefined,
): AuditRule {
  return {
    ...rule,
    types,
    judge: (distribution, site) =>
      site.behaviours(distribution).flatMap((behaviour) => {
        const says = isBad(behaviour, site, distribution);
        return says === undefined
          ? []
          : [{ attribute: behaviour.part.at(attribute), says: `${behaviour.pattern} ${says}` }];
      }),
  };
}

const eventsOf = (behaviour: Behaviour, kind: "function" | "lambda_function") =>
  behaviour.part.blocks(`${kind}_association`).map((one) => one.text("event_type") ?? "");

const isOfBuckets = ({ origins }: Behaviour, site: AuditedSite) =>
  origins.some(
    (origin) => site.bucketOf(origin) !== undefined || /\.s3[.-]/.test(origin.text("domain_name") ?? ""),
  );

/** Whether a function may lead a folder to its page before a bucket is asked. */
const rewrites = (behaviour: Behaviour) =>
  [...eventsOf(behaviour, "function"), ...eventsOf(behaviour, "lambda_function")].some((event) =>
    event.endsWith("-request"),
  );

const disabled: AuditRule = {
  id: "distribution-disabled",
  severity: "critical",
  title: "The distribution is switched off",
  types,
  visitors: "CloudFront refuses every request.",
  source: cloudFrontGuide("DownloadDistValuesGeneral"),
  fails: "  enabled             = false",
  mend: "  enabled             = true",
  answersTo: { checkov: ["CKV_AWS_216"] },
  judge: (distribution) =>
    distribution.text("enabled") === "false" ? { attribute: "enabled", says: "enabled = false" } : undefined,
};

const rootMissing: AuditRule = {
  id: "root-object-missing",
  severity: "high",
  title: "Nothing answers for /",
  types,
  visitors: "The front page is Access Denied, or a list of the bucket.",
  source: cloudFrontGuide("DefaultRootObject"),
  fails: `  default_root_object = ""`,
  mend: `  default_root_object = "index.html"`,
  answersTo: {
    checkov: ["CKV_AWS_305"],
    securityHub: ["CloudFront.1"],
    guard: ["cloudfront_default_root_object_configured"],
    prowler: ["cloudfront_distributions_default_root_object"],
  },
  judge(distribution, site) {
    if (distribution.text("default_root_object") !== undefined) return undefined;
    const fallback = site.behaviours(distribution).find(({ pattern }) => pattern === "*");
    if (!fallback || !isOfBuckets(fallback, site)) return undefined;
    // A website answers for its folders, and a function may do anything.
    if (fallback.origins.some((one) => /s3-website/.test(one.text("domain_name") ?? ""))) return undefined;
    if (rewrites(fallback)) return undefined;
    return { attribute: "default_root_object", says: "it is not set" };
  },
};

const rootSlash: AuditRule = {
  id: "root-object-slash",
  severity: "high",
  title: "The root object begins with a slash",
  types,
  visitors: "The front page is Access Denied: no key begins with one.",
  source: cloudFrontGuide("DefaultRootObject"),
  fails: `  default_root_object = "/index.html"`,
  mend: `  default_root_object = "index.html"`,
  judge(distribution) {
    const name = distribution.text("default_root_object");
    return name?.startsWith("/") ? { attribute: "default_root_object", says: `"${name}"` } : undefined;
  },
};

const foldersBare = perBehaviour(
  {
    id: "folders-without-index",
    severity: "medium",
    title: "Only / has an index page, and no folder has one",
    visitors:
      "/docs/ is Access Denied or Not Found: the default root object is for / alone, and S3's REST endpoint knows no index.",
    source: cloudFrontGuide("DefaultRootObject"),
    fails: `      event_type   = "viewer-response"
      function_arn = aws_cloudfront_function.urls.arn
    }

    lambda_function_association {
      event_type = "origin-response"`,
    mend: `      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.urls.arn
    }

    lambda_function_association {
      event_type = "origin-response"`,
  },
  "target_origin_id",
  (behaviour, site, distribution) => {
    if (behaviour.pattern !== "*" || !isOfBuckets(behaviour, site)) return undefined;
    if (distribution.text("default_root_object") === undefined) return undefined;
    if (behaviour.origins.some((one) => /s3-website/.test(one.text("domain_name") ?? ""))) return undefined;
    return rewrites(behaviour) ? undefined : "runs no function before it asks the bucket";
  },
);

const plainHttp = perBehaviour(
  {
    id: "plain-http",
    severity: "high",
    title: "Pages are served over plain HTTP",
    visitors: "Whoever is between the visitor and CloudFront can read and change them.",
    source: cloudFrontGuide("using-https-viewers-to-cloudfront"),
    fails: `    target_origin_id           = "regions"
    viewer_protocol_policy     = "allow-all"`,
    mend: `    target_origin_id           = "regions"
    viewer_protocol_policy     = "redirect-to-https"`,
    answersTo: {
      checkov: ["CKV_AWS_34"],
      trivy: ["AWS-0012"],
      securityHub: ["CloudFront.3"],
      guard: ["cloudfront_viewer_policy_https"],
      prowler: ["cloudfront_distributions_https_enabled"],
      cdkNag: ["AwsSolutions-CFR4"],
    },
  },
  "viewer_protocol_policy",
  ({ part }) => (part.text("viewer_protocol_policy") === "allow-all" ? "takes plain HTTP" : undefined),
);

const oldTls = ["SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016"];

const tls: AuditRule = {
  id: "tls-old",
  severity: "medium",
  title: "Versions of TLS that are broken are taken",
  types,
  visitors: "Whoever can make a browser use them can read along; no current browser needs them.",
  source: cloudFrontGuide("secure-connections-supported-viewer-protocols-ciphers"),
  fails: `    minimum_protocol_version = "TLSv1.1_2016"`,
  mend: `    minimum_protocol_version = "TLSv1.2_2021"`,
  answersTo: {
    checkov: ["CKV_AWS_174"],
    trivy: ["AWS-0013"],
    securityHub: ["CloudFront.15 (unsure)"],
    guard: ["cloudfront_minimum_protocol_version"],
    prowler: ["cloudfront_distributions_using_deprecated_ssl_protocols"],
    cdkNag: ["AwsSolutions-CFR4"],
  },
  judge(distribution) {
    const certificate = distribution.block("viewer_certificate");
    // CloudFront's own certificate has a policy of its own, which nobody chooses.
    if (!certificate || certificate.is("cloudfront_default_certificate")) return undefined;
    const version = certificate.text("minimum_protocol_version") ?? "TLSv1";
    if (!oldTls.includes(version)) return undefined;
    return { attribute: certificate.at("minimum_protocol_version"), says: version };
  },
};

const certificateMissing: AuditRule = {
  id: "certificate-missing",
  severity: "critical",
  title: "The site's names, and CloudFront's own certificate",
  types,
  visitors:
    "Browsers refuse the site: the certificate is for *.cloudfront.net. CloudFront itself refuses the names when they are applied.",
  source: cloudFrontGuide("CNAMEs"),
  fails: `    cloudfront_default_certificate = true`,
  mend: `    acm_certificate_arn      = aws_acm_certificate.site.arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"`,
  answersTo: {
    checkov: ["CKV2_AWS_42"],
    securityHub: ["CloudFront.7"],
    guard: ["cloudfront_custom_ssl_certificate"],
    prowler: ["cloudfront_distributions_custom_ssl_certificate"],
  },
  judge(distribution) {
    const names = distribution.texts("aliases");
    const own = distribution.is("viewer_certificate.cloudfront_default_certificate");
    if (names.length === 0 || !own) return undefined;
    return {
      attribute: "viewer_certificate",
      says: `cloudfront_default_certificate, for ${names.join(", ")}`,
    };
  },
};

const hostForwarded = perBehaviour(
  {
    id: "host-forwarded",
    severity: "critical",
    title: "The visitor's Host header goes to a bucket",
    visitors:
      "S3 looks for a bucket of the site's name: NoSuchBucket or a signature that does not match, for every page.",
    source: cloudFrontGuide("using-managed-origin-request-policies"),
    fails: `    target_origin_id           = "regions"
    origin_request_policy_id   = "216adef6-5c7f-47e4-b989-5492eafa07d3"`,
    mend: `    target_origin_id           = "regions"`,
  },
  "origin_request_policy_id",
  (behaviour, site) => {
    if (!isOfBuckets(behaviour, site)) return undefined;
    const id = behaviour.part.text("origin_request_policy_id");
    const managed = managedName("originRequest", id);
    if (
      managed !== undefined &&
      /^(AllViewer|AllViewerAndCloudFrontHeaders-2022-06|HostHeaderOnly)$/.test(managed)
    )
      return `has the policy ${managed}`;
    const own = site.policyNamed("aws_cloudfront_origin_request_policy", id)?.block("headers_config");
    const kind = own?.text("header_behavior");
    const names = own?.texts("headers.items").map((one) => one.toLowerCase()) ?? [];
    if (kind === "allViewer" || (kind === "whitelist" && names.includes("host")))
      return "has a policy with Host in it";
    const old = behaviour.part.block("forwarded_values")?.texts("headers") ?? [];
    return old.some((one) => one === "*" || one.toLowerCase() === "host") ? "forwards Host" : undefined;
  },
);

const functionsMixed = perBehaviour(
  {
    id: "functions-mixed",
    severity: "high",
    title: "Both kinds of functions at the visitor's side",
    visitors: "CloudFront refuses the distribution when it is applied.",
    source: cloudFrontGuide("edge-functions-restrictions-all"),
    fails: `      event_type = "viewer-response"
      lambda_arn = aws_lambda_function.stamp.qualified_arn`,
    mend: `      event_type = "origin-response"
      lambda_arn = aws_lambda_function.stamp.qualified_arn`,
  },
  "lambda_function_association",
  (behaviour) => {
    const lambda = eventsOf(behaviour, "lambda_function").filter((event) => event.startsWith("viewer"));
    const own = eventsOf(behaviour, "function");
    if (lambda.length === 0 || own.length === 0) return undefined;
    return `runs a CloudFront function at ${own.join(", ")} and a Lambda function at ${lambda.join(", ")}`;
  },
);

const headersByFunction = perBehaviour(
  {
    id: "headers-in-function-only",
    severity: "medium",
    title: "Security headers by a function that errors do not run",
    visitors:
      "CloudFront skips functions at viewer-response for answers of 400 and above: error pages come without the headers.",
    source: cloudFrontGuide("edge-functions-restrictions-all"),
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
    fails: `    response_headers_policy_id = ""

    function_association {
      event_type   = "viewer-request"`,
    mend: `    response_headers_policy_id = aws_cloudfront_response_headers_policy.security.id

    function_association {
      event_type   = "viewer-request"`,
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

const originHttp: AuditRule = {
  id: "origin-plain-http",
  severity: "medium",
  title: "CloudFront asks an origin over plain HTTP",
  types,
  visitors:
    "What they send, cookies and forms included, and what they get crosses the internet in the clear behind CloudFront.",
  source: cloudFrontGuide("using-https-cloudfront-to-custom-origin"),
  fails: `      origin_protocol_policy = "http-only"`,
  mend: `      origin_protocol_policy = "https-only"`,
  answersTo: {
    checkov: ["CKV2_AWS_72"],
    securityHub: ["CloudFront.9"],
    prowler: ["cloudfront_distributions_origin_traffic_encrypted"],
    cdkNag: ["AwsSolutions-CFR5"],
  },
  judge(distribution) {
    return distribution.blocks("origin").flatMap((origin) => {
      const policy = origin.text("custom_origin_config.origin_protocol_policy");
      if (policy === undefined || policy === "https-only") return [];
      // A website of S3 has no HTTPS, and a rule of its own.
      if (/s3-website/.test(origin.text("domain_name") ?? "")) return [];
      return [
        {
          attribute: origin.at("custom_origin_config.origin_protocol_policy"),
          says: `${origin.text("origin_id")} has ${policy}`,
        },
      ];
    });
  },
};

const originTls: AuditRule = {
  id: "origin-tls-old",
  severity: "low",
  title: "CloudFront may speak broken versions of TLS to an origin",
  types,
  visitors: "Nothing that they see; whoever is between CloudFront and the origin may read along.",
  source: cloudFrontGuide("DownloadDistValuesOrigin"),
  fails: `      origin_ssl_protocols   = ["TLSv1", "TLSv1.2"]`,
  mend: `      origin_ssl_protocols   = ["TLSv1.2"]`,
  answersTo: { checkov: ["CKV2_AWS_54"], securityHub: ["CloudFront.10"] },
  judge(distribution) {
    return distribution.blocks("origin").flatMap((origin) => {
      const config = origin.block("custom_origin_config");
      if (!config || config.text("origin_protocol_policy") === "http-only") return [];
      const old = config.texts("origin_ssl_protocols").filter((one) => one !== "TLSv1.2");
      return old.length === 0
        ? []
        : [{ attribute: config.at("origin_ssl_protocols"), says: `${old.join(", ")}` }];
    });
  },
};

const minTtl: AuditRule = {
  id: "min-ttl",
  severity: "medium",
  title: "A lifetime that no-cache cannot shorten",
  types: ["aws_cloudfront_cache_policy"],
  visitors:
    "What says no-cache, no-store or private is kept at the edge for so long all the same: old pages, or another visitor's.",
  source: cloudFrontGuide("Expiration"),
  fails: "  min_ttl     = 60",
  mend: "  min_ttl     = 0",
  judge(policy) {
    const seconds = policy.number("min_ttl", 0);
    return seconds <= 1 ? undefined : { attribute: "min_ttl", says: `min_ttl is ${seconds} s` };
  },
};

const everythingForwarded = perBehaviour(
  {
    id: "cache-key-of-everything",
    severity: "medium",
    title: "Every visitor has a cache key of their own",
    visitors:
      "Nearly every page comes from the bucket: slower, dearer, and with no copy at the edge when the bucket is down.",
    source: cloudFrontGuide("controlling-the-cache-key"),
    fails: `    cookies_config {
      cookie_behavior = "all"
    }`,
    mend: `    cookies_config {
      cookie_behavior = "none"
    }`,
  },
  "cache_policy_id",
  (behaviour, site) => {
    if (!isOfBuckets(behaviour, site)) return undefined;
    const policy = site.policyNamed("aws_cloudfront_cache_policy", behaviour.part.text("cache_policy_id"));
    const key = policy?.block("parameters_in_cache_key_and_forwarded_to_origin");
    const all = [
      key?.text("cookies_config.cookie_behavior") === "all" ? "all cookies" : undefined,
      behaviour.part.text("forwarded_values.cookies.forward") === "all" ? "all cookies" : undefined,
      behaviour.part.block("forwarded_values")?.texts("headers").includes("*") ? "all headers" : undefined,
    ].filter((one) => one !== undefined);
    return all.length === 0
      ? undefined
      : `has ${all.join(" and ")} in its cache key, and a bucket reads neither`;
  },
);

const headersOverride: AuditRule = {
  id: "headers-not-override",
  severity: "low",
  title: "A security header that the origin's wins over",
  types: ["aws_cloudfront_response_headers_policy"],
  visitors: "One object with another header in its metadata is served with that.",
  source: cloudFrontGuide("understanding-response-headers-policies"),
  fails: `    content_type_options {
      override = false`,
  mend: `    content_type_options {
      override = true`,
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

/** What visitors are served, and how. */
export const servedRules: readonly AuditRule[] = [
  ...[
    disabled,
    rootMissing,
    rootSlash,
    foldersBare,
    plainHttp,
    tls,
    certificateMissing,
    hostForwarded,
    functionsMixed,
  ],
  ...[
    headersByFunction,
    headersMissing,
    originHttp,
    originTls,

    minTtl,
    everythingForwarded,
    headersOverride,
  ],
  preload,
];
