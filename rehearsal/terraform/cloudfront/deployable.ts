import { isForbiddenToOrigins } from "../../../facts/cloudfront/forbidden-headers";
import { errorPageCodes, failoverCodes, isOriginPort, methodSets } from "../../../facts/cloudfront/limits";
import { pathPatternProblem } from "../../../facts/cloudfront/path-pattern";
import type { Block } from "../../../terraform/block";
import type { CacheBehavior, Distribution } from "../../edge/model";

/** Tells what CloudFront refuses of a block: the attribute, what is wrong with it, and the mend. */
type Refuse = (attribute: string, rule: string, mend: string) => void;

const methodTexts = methodSets.map((set) => set.join(" "));

/**
 * Finds what Terraform accepts and CloudFront refuses when it is deployed: a rehearsal of it would show a site that
 * cannot be (CloudFront API, shapes of DistributionConfig; CloudFront guide, "Restrictions on all edge functions").
 */
export function checkDeployable(block: Block, distribution: Distribution): void {
  const refuse: Refuse = (attribute, rule, mend) =>
    block.problem("TERRAFORM_BAD_VALUE", attribute, `CloudFront refuses it: ${rule}`, mend);
  const { defaultCacheBehavior, cacheBehaviors, originGroups, defaultRootObject } = distribution;
  if (defaultRootObject.startsWith("/"))
    refuse(
      "default_root_object",
      `${defaultRootObject} begins with a slash`,
      "Name an object, such as index.html",
    );
  if (defaultCacheBehavior)
    checkBehavior(refuse, "default_cache_behavior[0]", defaultCacheBehavior, distribution);
  for (const [at, behavior] of cacheBehaviors.entries()) {
    checkBehavior(refuse, `ordered_cache_behavior[${at}]`, behavior, distribution);
    const { pathPattern } = behavior;
    const isTwice = cacheBehaviors.findIndex((one) => one.pathPattern === pathPattern) !== at;
    if (pathPattern !== "" && (isTwice || pathPatternProblem(pathPattern) !== undefined))
      refuse(
        `ordered_cache_behavior[${at}].path_pattern`,
        isTwice ? `${pathPattern} is there twice` : `${pathPattern} is no path pattern`,
        "Correct the pattern",
      );
  }
  for (const [at, { statusCodes }] of originGroups.entries()) {
    const bad = statusCodes.filter((code) => !failoverCodes.includes(code));
    if (bad.length > 0 || statusCodes.length === 0)
      refuse(
        `origin_group[${at}].failover_criteria[0].status_codes`,
        bad.length > 0 ? `nothing fails over on ${bad.join(", ")}` : "there is none",
        `Give one or more of ${failoverCodes.join(", ")}`,
      );
  }
  checkErrorResponses(refuse, distribution);
  checkOrigins(refuse, distribution);
  const { type, locations } = distribution.geoRestriction;
  if ((type === "none") !== (locations.length === 0))
    refuse(
      "restrictions[0].geo_restriction[0].locations",
      `${locations.length} locations with the type ${type}`,
      "Give locations with whitelist and blacklist, and none otherwise",
    );
}

function checkBehavior(
  refuse: Refuse,
  at: string,
  behavior: CacheBehavior,
  { originGroups }: Distribution,
): void {
  const { allowedMethods, cachedMethods, cachePolicy, functions, targetOriginId } = behavior;
  const isSet = (methods: readonly string[], sets: readonly string[]) =>
    methods.length === 0 || sets.includes([...methods].sort().join(" "));
  if (!isSet(allowedMethods, methodTexts))
    refuse(`${at}.allowed_methods`, allowedMethods.join(", "), `Give ${methodTexts.join("; or ")}`);
  if (!isSet(cachedMethods, methodTexts.slice(0, 2)))
    refuse(`${at}.cached_methods`, cachedMethods.join(", "), `Give ${methodTexts.slice(0, 2).join("; or ")}`);
  const uncached = cachedMethods.filter((method) => !allowedMethods.includes(method));
  if (allowedMethods.length > 0 && uncached.length > 0)
    refuse(`${at}.cached_methods`, `${uncached.join(", ")} are not allowed`, "Allow what is cached");
  if (allowedMethods.includes("POST") && originGroups.some(({ id }) => id === targetOriginId))
    refuse(
      `${at}.allowed_methods`,
      `POST, PUT, PATCH and DELETE go to no origin group (${targetOriginId})`,
      "Send what writes to one origin, by a behaviour of its own",
    );
  const { minTtl, defaultTtl, maxTtl } = cachePolicy;
  if (minTtl > defaultTtl || defaultTtl > maxTtl)
    refuse(
      `${at}.${cachePolicy.id === "" ? "max_ttl" : "cache_policy_id"}`,
      `the minimum TTL is ${minTtl}, the default ${defaultTtl}, the maximum ${maxTtl}`,
      "Put them in this order",
    );
  for (const [index, fn] of functions.entries()) {
    const list = fn.type === "lambda" ? "lambda_function_association" : "function_association";
    if (functions.findIndex((one) => one.type === fn.type && one.eventType === fn.eventType) !== index)
      refuse(`${at}.${list}`, `${fn.eventType} has more than one function`, "Associate one an event");
    if (fn.type !== "lambda") continue;
    if (fn.includeBody && fn.eventType.endsWith("-response"))
      refuse(`${at}.${list}`, `${fn.eventType} has no request's body`, "Drop include_body");
    if (fn.eventType.startsWith("viewer-") && functions.some((one) => one.type !== "lambda"))
      refuse(
        `${at}.${list}`,
        "CloudFront Functions and Lambda@Edge do not share the viewer events of a behaviour",
        "Use one kind for both events",
      );
    const arn = /^arn:aws[\w-]*:lambda:([a-z0-9-]+):[^:]*:function:[^:]+:(.+)$/.exec(fn.arn);
    if (arn && (arn[1] !== "us-east-1" || !/^\d+$/.test(arn[2] as string)))
      refuse(
        `${at}.${list}`,
        `${fn.arn} is no numbered version in us-east-1`,
        "Publish a version in us-east-1, and refer to its qualified_arn",
      );
  }
}

function checkErrorResponses(refuse: Refuse, { customErrorResponses }: Distribution): void {
  const codes = customErrorResponses.map(({ errorCode }) => errorCode);
  for (const [at, { errorCode, page }] of customErrorResponses.entries()) {
    const place = `custom_error_response[${at}]`;
    if (!errorPageCodes.includes(errorCode) || codes.indexOf(errorCode) !== at)
      refuse(
        `${place}.error_code`,
        errorPageCodes.includes(errorCode)
          ? `${errorCode} is there twice`
          : `${errorCode} has no custom response`,
        `Give each of ${errorPageCodes.join(", ")} once at most`,
      );
    if (page === undefined) continue;
    if (page.responseCode > 0 && page.responseCode !== 200 && !errorPageCodes.includes(page.responseCode))
      refuse(
        `${place}.response_code`,
        `${page.responseCode}`,
        `Give 200 or one of ${errorPageCodes.join(", ")}`,
      );
    if (!/^\/[\x21-\x7e]*$/.test(page.path))
      refuse(`${place}.response_page_path`, `${page.path} is no path`, "Begin it with a slash");
  }
}

function checkOrigins(refuse: Refuse, { origins, originGroups }: Distribution): void {
  const ids = [...origins, ...originGroups].map(({ id }) => id);
  for (const [at, origin] of origins.entries()) {
    const place = `origin[${at}]`;
    const { id, domainName, originPath, readTimeout, kind, customHeaders } = origin;
    if (id !== "" && ids.indexOf(id) !== ids.lastIndexOf(id))
      refuse(`${place}.origin_id`, `${id} is the id of another one too`, "Give each its own");
    if (/^[\d.]+$/.test(domainName) || domainName.includes(":") || domainName.includes("/"))
      refuse(
        `${place}.domain_name`,
        `${domainName} is no domain name`,
        "Give a name without scheme, port and path",
      );
    if (originPath !== "" && (!originPath.startsWith("/") || originPath.endsWith("/")))
      refuse(`${place}.origin_path`, originPath, "Begin it with a slash, and end it without one");
    if (readTimeout < 1 || readTimeout > 120)
      refuse(`${place}.custom_origin_config[0].origin_read_timeout`, `${readTimeout} s`, "Give 1 to 120");
    if (kind.type === "custom" && (kind.keepaliveTimeout < 1 || kind.keepaliveTimeout > 120))
      refuse(
        `${place}.custom_origin_config[0].origin_keepalive_timeout`,
        `${kind.keepaliveTimeout} s`,
        "Give 1 to 120",
      );
    for (const [attribute, port] of kind.type === "custom"
      ? ([
          ["http_port", kind.httpPort],
          ["https_port", kind.httpsPort],
        ] as const)
      : [])
      if (!isOriginPort(port))
        refuse(
          `${place}.custom_origin_config[0].${attribute}`,
          `${port} is no port of an origin`,
          "Give 80, 443, or 1024 to 65535",
        );
    const bad = customHeaders.map(([name]) => name).filter(isForbiddenToOrigins);
    if (bad.length > 0)
      refuse(`${place}.custom_header`, `${bad.join(", ")} is not a distribution's to send`, "Drop it");
  }
}
