/** Terraform JSON: a resource, a nested block, a configuration. */
export type TerraformBlock = Readonly<Record<string, unknown>>;

const code = "function handler(event) { return event.request; }";
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** What sites are made of, in a configuration of its own: their ids are then known when the sites are planned. */
export function partsOfSites(archive: string): TerraformBlock {
  const elsewhere = { provider: "aws.elsewhere" };
  const lambda = {
    function_name: "edge",
    filename: archive,
    role: "${aws_iam_role.edge.arn}",
    handler: "index.handler",
    runtime: "nodejs22.x",
    publish: true,
    // The provider would try to delete a replicated function for ten minutes.
    timeouts: { delete: "1s" },
  };
  const certificate = {
    domain_name: "example.com",
    subject_alternative_names: ["*.example.com"],
    validation_method: "DNS",
  };
  const value = (reference: string) => ({ value: `\${${reference}}` });
  return {
    provider: { aws: [{ region: "us-east-1" }, { alias: "elsewhere", region: "eu-central-1" }] },
    resource: {
      aws_iam_role: { edge: { name: "edge", assume_role_policy: trust } },
      aws_lambda_function: { edge: lambda, elsewhere: { ...lambda, ...elsewhere } },
      aws_acm_certificate: { issued: certificate, elsewhere: { ...certificate, ...elsewhere } },
      aws_cloudfront_function: {
        viewer: { name: "viewer", runtime: "cloudfront-js-2.0", publish: true, code },
        draft: { name: "draft", runtime: "cloudfront-js-2.0", publish: false, code },
      },
      aws_cloudfront_cache_policy: { pages: cachePolicy("pages", { min: 0, fallback: 60, max: 600 }) },
      aws_cloudfront_origin_request_policy: {
        all: {
          name: "all",
          cookies_config: { cookie_behavior: "all" },
          headers_config: { header_behavior: "allViewer" },
          query_strings_config: { query_string_behavior: "all" },
        },
      },
      aws_cloudfront_response_headers_policy: {
        nosniff: { name: "nosniff", security_headers_config: { content_type_options: { override: true } } },
      },
      aws_cloudfront_origin_access_control: {
        control: {
          name: "control",
          origin_access_control_origin_type: "s3",
          signing_behavior: "always",
          signing_protocol: "sigv4",
        },
      },
      aws_cloudfront_origin_access_identity: { identity: {} },
    },
    output: {
      lambda: value("aws_lambda_function.edge.qualified_arn"),
      lambdaElsewhere: value("aws_lambda_function.elsewhere.qualified_arn"),
      certificate: value("aws_acm_certificate.issued.arn"),
      certificateElsewhere: value("aws_acm_certificate.elsewhere.arn"),
      viewer: value("aws_cloudfront_function.viewer.arn"),
      draft: value("aws_cloudfront_function.draft.arn"),
      cachePolicy: value("aws_cloudfront_cache_policy.pages.id"),
      requestPolicy: value("aws_cloudfront_origin_request_policy.all.id"),
      headersPolicy: value("aws_cloudfront_response_headers_policy.nosniff.id"),
      accessControl: value("aws_cloudfront_origin_access_control.control.id"),
      accessIdentity: value("aws_cloudfront_origin_access_identity.identity.cloudfront_access_identity_path"),
    },
  };
}

/** Ids and ARNs that `partsOfSites` gives out. */
export type Parts = Readonly<Record<string, string>>;

/** A configuration that is refused, and how. */
export interface Refused {
  /** Name of the resource. */
  readonly name: string;
  /** CloudFront's code and the value or the rule that it names. */
  readonly refusal: RegExp;
  readonly block: TerraformBlock;
}

/** A distribution that uses every part, and is accepted. */
export function goodSite(parts: Parts): TerraformBlock {
  return site(parts, {
    aliases: ["www.example.com"],
    viewer_certificate: certificate(parts.certificate),
    ...behavior(parts, {
      origin_request_policy_id: parts.requestPolicy,
      response_headers_policy_id: parts.headersPolicy,
      function_association: [{ event_type: "viewer-request", function_arn: parts.viewer }],
      lambda_function_association: [lambda(parts.lambda)],
    }),
  });
}

/** Distributions that `terraform validate` accepts and CloudFront does not. */
export function refusedSites(parts: Parts): Refused[] {
  const refuse = (name: string, refusal: RegExp, over: TerraformBlock) => ({
    name,
    refusal,
    block: site(parts, over),
  });
  const lambdaArn = String(parts.lambda);
  return [
    refuse("failover_code", /InvalidArgument: .*StatusCode.*418/, group({ codes: [500, 418] })),
    refuse("no_failover_code", /InvalidArgument: .*at least one failover status code/, group({ codes: [] })),
    refuse(
      "one_member_twice",
      /InvalidArgument: .*exactly two different members/,
      group({ members: ["main", "main"] }),
    ),
    refuse("unknown_member", /NoSuchOrigin: .*elsewhere/, group({ members: ["main", "elsewhere"] })),
    refuse("post_to_a_group", /InvalidArgument: .*cannot include POST, PUT, PATCH, or DELETE/, {
      ...group({}),
      ...behavior(parts, { target_origin_id: "both", allowed_methods: everyMethod }),
    }),
    refuse(
      "made_up_methods",
      /InvalidArgument: .*AllowedMethods/,
      behavior(parts, { allowed_methods: ["GET", "HEAD", "POST"] }),
    ),
    refuse("unknown_target", /NoSuchOrigin: .*nothing/, behavior(parts, { target_origin_id: "nothing" })),
    refuse(
      "page_without_code",
      /InvalidArgument: .*404 must have both/,
      errors({ error_code: 404, response_page_path: "/404.html" }),
    ),
    refuse(
      "code_without_page",
      /InvalidArgument: .*404 must have both/,
      errors({ error_code: 404, response_code: 200 }),
    ),
    refuse(
      "page_without_slash",
      /InvalidRelativePath/,
      errors({ error_code: 404, response_code: 404, response_page_path: "404.html" }),
    ),
    refuse(
      "error_without_page",
      /InvalidErrorCode: .*410/,
      errors({ error_code: 410, error_caching_min_ttl: 1 }),
    ),
    refuse(
      "legacy_ttl_order",
      /InvalidTTLOrder: .*10.*5/,
      legacy({ min_ttl: 10, default_ttl: 5, max_ttl: 20 }),
    ),
    refuse(
      "unqualified_lambda",
      /InvalidLambdaFunctionAssociation: .*version number/,
      withLambda(parts, lambda(lambdaArn.replace(/:\d+$/, ""))),
    ),
    refuse(
      "latest_lambda",
      /InvalidLambdaFunctionAssociation: .*version number/,
      withLambda(parts, lambda(lambdaArn.replace(/\d+$/, "$LATEST"))),
    ),
    refuse(
      "lambda_elsewhere",
      /InvalidLambdaFunctionAssociation: .*us-east-1/,
      withLambda(parts, lambda(parts.lambdaElsewhere)),
    ),
    refuse(
      "unknown_lambda_version",
      /InvalidLambdaFunctionAssociation: .*no such version/,
      withLambda(parts, lambda(lambdaArn.replace(/\d+$/, "9"))),
    ),
    refuse("certificate_elsewhere", /InvalidViewerCertificate/, {
      viewer_certificate: certificate(parts.certificateElsewhere),
    }),
    refuse("alias_without_certificate", /InvalidViewerCertificate/, { aliases: ["shop.example.com"] }),
    refuse("uncovered_alias", /InvalidViewerCertificate/, {
      aliases: ["www.example.org"],
      viewer_certificate: certificate(parts.certificate),
    }),
    refuse("alias_of_another", /CNAMEAlreadyExists: .*www\.example\.com/, {
      aliases: ["WWW.example.com"],
      viewer_certificate: certificate(parts.certificate),
      depends_on: ["aws_cloudfront_distribution.good"],
    }),
    refuse(
      "both_kinds_of_functions",
      /InvalidFunctionAssociation: .*cannot both/,
      behavior(parts, {
        function_association: [{ event_type: "viewer-request", function_arn: parts.viewer }],
        lambda_function_association: [lambda(parts.lambda, "viewer-response")],
      }),
    ),
    refuse(
      "unpublished_function",
      /InvalidFunctionAssociation: .*draft.*LIVE/,
      behavior(parts, {
        function_association: [{ event_type: "viewer-request", function_arn: parts.draft }],
      }),
    ),
    refuse("control_and_identity", /IllegalOriginAccessConfiguration/, {
      origin: [
        {
          ...origin("main"),
          origin_access_control_id: parts.accessControl,
          s3_origin_config: { origin_access_identity: parts.accessIdentity },
        },
      ],
    }),
    refuse("long_read_timeout", /InvalidOriginReadTimeout/, {
      origin: [
        {
          origin_id: "main",
          domain_name: "www.example.org",
          custom_origin_config: {
            http_port: 80,
            https_port: 443,
            origin_protocol_policy: "https-only",
            origin_ssl_protocols: ["TLSv1.2"],
            origin_read_timeout: 500,
          },
        },
      ],
    }),
  ];
}

/** Cache policies with TTLs out of order. */
export function refusedPolicies(): Refused[] {
  const refusal = /InvalidArgument: .*TTL order/;
  return [
    {
      name: "shorter_default",
      refusal,
      block: cachePolicy("shorter-default", { min: 10, fallback: 5, max: 20 }),
    },
    {
      name: "shorter_maximum",
      refusal,
      block: cachePolicy("shorter-maximum", { min: 0, fallback: 60, max: 30 }),
    },
  ];
}

const everyMethod = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];

function site(parts: Parts, over: TerraformBlock): TerraformBlock {
  return {
    enabled: true,
    // Nobody looks at what CloudFront makes of the one that it accepts.
    wait_for_deployment: false,
    origin: [{ ...origin("main"), origin_access_control_id: parts.accessControl }, origin("spare")],
    ...behavior(parts, {}),
    restrictions: { geo_restriction: { restriction_type: "none" } },
    viewer_certificate: { cloudfront_default_certificate: true },
    ...over,
  };
}

function origin(id: string): TerraformBlock {
  return { origin_id: id, domain_name: `${id}-bucket.s3.eu-west-1.amazonaws.com` };
}

function behavior({ cachePolicy }: Parts, over: TerraformBlock): TerraformBlock {
  const standard = {
    target_origin_id: "main",
    allowed_methods: ["GET", "HEAD"],
    cached_methods: ["GET", "HEAD"],
    viewer_protocol_policy: "redirect-to-https",
    cache_policy_id: cachePolicy,
  };
  return { default_cache_behavior: { ...standard, ...over } };
}

function legacy(ttls: TerraformBlock): TerraformBlock {
  const forwarded_values = { query_string: false, cookies: { forward: "none" } };
  return behavior({}, { ...ttls, forwarded_values });
}

function withLambda(parts: Parts, association: TerraformBlock): TerraformBlock {
  return behavior(parts, { lambda_function_association: [association] });
}

function lambda(arn: string | undefined, event = "origin-response"): TerraformBlock {
  return { event_type: event, lambda_arn: arn };
}

function group({ codes = [500, 502], members = ["main", "spare"] }): TerraformBlock {
  return {
    origin_group: [
      {
        origin_id: "both",
        failover_criteria: { status_codes: codes },
        member: members.map((origin_id) => ({ origin_id })),
      },
    ],
  };
}

function errors(response: TerraformBlock): TerraformBlock {
  return { custom_error_response: [response] };
}

function certificate(arn: string | undefined): TerraformBlock {
  return {
    acm_certificate_arn: arn,
    ssl_support_method: "sni-only",
    minimum_protocol_version: "TLSv1.2_2021",
  };
}

function cachePolicy(name: string, ttl: { min: number; fallback: number; max: number }): TerraformBlock {
  return {
    name,
    min_ttl: ttl.min,
    default_ttl: ttl.fallback,
    max_ttl: ttl.max,
    parameters_in_cache_key_and_forwarded_to_origin: {
      cookies_config: { cookie_behavior: "none" },
      headers_config: { header_behavior: "none" },
      query_strings_config: { query_string_behavior: "none" },
    },
  };
}
