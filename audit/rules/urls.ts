import { managedPolicyIds } from "../../facts/cloudfront/managed-policy-ids";
import { isOfBuckets, perBehaviour, rewrites, distributionTypes as types } from "./distribution";
import { type AuditRule, cloudFrontGuide, pairWithin } from "./rule";
import { domainOf, managedName } from "./site";

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
    if (fallback.origins.some((one) => /s3-website/.test(domainOf(one)))) return undefined;
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
    ...pairWithin(
      "    function_association {\n",
      `
      lambda_arn = aws_lambda_function.stamp.qualified_arn
    }`,
      {
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
    ),
  },
  "target_origin_id",
  (behaviour, site, distribution) => {
    if (behaviour.pattern !== "*" || !isOfBuckets(behaviour, site)) return undefined;
    if (distribution.text("default_root_object") === undefined) return undefined;
    if (behaviour.origins.some((one) => /s3-website/.test(domainOf(one)))) return undefined;
    return rewrites(behaviour) ? undefined : "runs no function before it asks the bucket";
  },
);

const hostForwarded = perBehaviour(
  {
    id: "host-forwarded",
    severity: "critical",
    title: "The visitor's Host header goes to a bucket",
    visitors:
      "S3 looks for a bucket of the site's name: NoSuchBucket or a signature that does not match, for every page.",
    source: cloudFrontGuide("using-managed-origin-request-policies"),
    fails: `    target_origin_id           = "regions"
    origin_request_policy_id   = "${managedPolicyIds.originRequest.AllViewer}"`,
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

/** Whether a URL is answered at all. */
export const urlRules: readonly AuditRule[] = [disabled, rootMissing, rootSlash, foldersBare, hostForwarded];
