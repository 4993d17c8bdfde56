import { readOnlyHeaders } from "../../facts/cloudfront/forbidden-headers";
import { policyStatements } from "../review/policy-document";
import { eventsOf, functionsOf, perBehaviour } from "./distribution";
import type { Judged } from "./judged";
import { type AuditRule, cloudFrontGuide, providerDocs } from "./rule";
import { type AuditedSite, policyIn } from "./site";

const types = ["aws_lambda_function"];

/** The behaviours' words for a Lambda function at the edge: its ARN, with a version or without. */
function usedAs(lambda: Judged, site: AuditedSite): readonly string[] {
  const name = lambda.text("function_name");
  const distributions = site.all("aws_cloudfront_distribution");
  const behaviours = distributions.flatMap((one) => site.behaviours(one));
  const arns = behaviours.flatMap(({ part }) =>
    part.blocks("lambda_function_association").flatMap((one) => one.text("lambda_arn") ?? []),
  );
  return arns.filter((arn) => arn.split(":")[6] === name);
}

const unfit: AuditRule = {
  id: "lambda-unfit",
  severity: "high",
  title: "A Lambda function that CloudFront does not take",
  types,
  visitors:
    "CloudFront refuses the association when it is applied: the behaviour stays without its function, or the distribution as it was.",
  source: cloudFrontGuide("lambda-at-edge-function-restrictions"),
  fails: `  runtime          = "nodejs20.x"
  architectures    = ["arm64"]`,
  mend: `  runtime          = "nodejs20.x"`,
  judge(lambda, site) {
    if (usedAs(lambda, site).length === 0) return undefined;
    const { region } = lambda;
    const wrong = [
      lambda.blocks("environment").length > 0 && ["environment", "environment variables"],
      lambda.texts("layers").length > 0 && ["layers", "layers"],
      lambda.texts("architectures").includes("arm64") && ["architectures", "arm64"],
      lambda.blocks("vpc_config").length > 0 && ["vpc_config", "a VPC"],
      region !== undefined && region !== "us-east-1" && ["provider", `the region ${region}`],
      lambda.text("publish") !== "true" && ["publish", "no published version"],
    ].filter((one) => Array.isArray(one));
    return wrong.map(([attribute = "", what]) => ({ attribute, says: `it has ${what}` }));
  },
};

const skipDestroy: AuditRule = {
  id: "lambda-destroy",
  severity: "low",
  title: "A function at the edge that Terraform cannot delete",
  types,
  visitors: "Nothing; an apply that takes the function away fails for hours, while edges still hold it.",
  source: providerDocs("resources/lambda_function"),
  fails: "  skip_destroy     = false",
  mend: "  skip_destroy     = true",
  judge(lambda, site) {
    if (lambda.is("skip_destroy") || usedAs(lambda, site).length === 0) return undefined;
    return { attribute: "skip_destroy", says: "skip_destroy is not set" };
  },
};

const unpublished: AuditRule = {
  id: "function-unpublished",
  severity: "medium",
  title: "Changes of a function do not reach visitors",
  types: ["aws_cloudfront_function"],
  visitors: "The edge goes on with the last version that was published, or the behaviour has no function.",
  source: providerDocs("resources/cloudfront_function"),
  fails: `  runtime = "cloudfront-js-2.0"
  publish = false`,
  mend: `  runtime = "cloudfront-js-2.0"
  publish = true`,
  judge: (one) =>
    one.text("publish") === "false" ? { attribute: "publish", says: "publish = false" } : undefined,
};

const oldRuntime: AuditRule = {
  id: "function-runtime",
  severity: "low",
  title: "A function in the first runtime",
  types: ["aws_cloudfront_function"],
  visitors:
    "Nothing yet: its JavaScript is of 2009, knows no KeyValueStore and cannot choose an origin; one word of newer code in it is a 503 for every page.",
  source: cloudFrontGuide("functions-javascript-runtime-10"),
  fails: `  runtime = "cloudfront-js-1.0"`,
  mend: `  runtime = "cloudfront-js-2.0"`,
  judge: (one) =>
    one.text("runtime") === "cloudfront-js-1.0"
      ? { attribute: "runtime", says: "cloudfront-js-1.0" }
      : undefined,
};

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

const trustAll: AuditRule = {
  id: "trust-everybody",
  severity: "critical",
  title: "Every AWS account may assume the role",
  types: ["aws_iam_role"],
  visitors: "Whoever knows the role's name has its permissions, such as to write what visitors are served.",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  fails: `      Principal = { AWS = "*" }
      Action    = "sts:AssumeRole"`,
  mend: `      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"`,
  answersTo: { checkov: ["CKV_AWS_60", "CKV_AWS_61 (unsure)"] },
  judge(role) {
    const open = policyStatements(role.text("assume_role_policy")).some(
      ({ conditions, effect, principals }) =>
        effect === "Allow" && principals.includes("*") && conditions.length === 0,
    );
    return open
      ? { attribute: "assume_role_policy", says: 'its principal is "*", without a condition' }
      : undefined;
  },
};

const allPowerful: AuditRule = {
  id: "permissions-all",
  severity: "high",
  title: "A policy that allows everything",
  types: ["aws_iam_role_policy", "aws_iam_policy"],
  visitors: "Whoever can use the role owns the account, the site included.",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
  fails: `resource "aws_iam_role_policy" "replication" {
  role   = aws_iam_role.replication.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
`,
  mend: "",
  instead: `resource "aws_iam_role_policy" "replication" {
  role   = aws_iam_role.replication.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListBucket", Resource = aws_s3_bucket.primary.arn }] })
}
`,
  answersTo: { checkov: ["CKV_AWS_62", "CKV_AWS_63 (unsure)"] },
  judge(part) {
    const broad = policyStatements(policyIn(part)).filter(
      ({ actions, effect, resources }) =>
        effect === "Allow" &&
        resources.includes("*") &&
        actions.some((one) => one === "*" || one === "iam:*"),
    );
    return broad.map(({ actions }) => ({ attribute: "policy", says: `${actions.join(", ")} on *` }));
  },
};

/** What the runtimes of CloudFront do not list: each is an error of every request. Texts and comments are taken out first. */
const newer: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["?.", /\?\.(?!\d)/],
  ["??", /\?\?/],
  ["class", /(?:^|[;{}\s])class\s+[A-Za-z_$][\w$]*\s*(?:extends\s|\{)/],
  ["for-of", /\bfor\s*(?:await\s*)?\(\s*(?:const|let|var)\s[^;()]{1,200}\sof\s/],
  ["destructuring", /\b(?:const|let|var)\s*[[{]/],
];
const ofFirstRuntime: typeof newer = [
  ["const and let", /\b(?:const|let)\s+[A-Za-z_$]/],
  ["async", /\basync\s/],
];

/** Code without what stands in quotes, comments and patterns of one line. */
const bare = (code: string) =>
  code.replace(
    /\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g,
    '""',
  );

const syntax: AuditRule = {
  id: "function-syntax",
  severity: "critical",
  title: "A function with JavaScript that its runtime does not know",
  types: ["aws_cloudfront_function"],
  visitors: "Every page of the behaviour is a 503, from the moment at which the function is published.",
  source: cloudFrontGuide("functions-javascript-runtime-20"),
  fails: `  code    = "function handler(event) { const uri = event.request?.uri; const settings = { readTimeout: 3 }; return event.request; }"`,
  mend: `  code    = file("\${path.module}/urls.js")`,
  judge(one) {
    const code = bare(one.text("code") ?? "");
    const isFirst = one.text("runtime") === "cloudfront-js-1.0";
    const found = [...newer, ...(isFirst ? ofFirstRuntime : [])].filter(([, pattern]) => pattern.test(code));
    if (found.length === 0) return undefined;
    return { attribute: "code", says: `${found.map(([what]) => what).join(", ")} in ${one.text("runtime")}` };
  },
};

/** A header that code sets, by its name or its value. */
const setHeader = /\bheaders\s*(?:\.\s*(\w+)|\[\s*["']([\w-]{1,64})["']\s*\])\s*(?:\.\s*value\s*)?=(?![=>])/g;

const readOnlyHeader: AuditRule = {
  id: "function-header-read-only",
  severity: "critical",
  title: "A function sets a header that it may only read",
  types: ["aws_cloudfront_function"],
  visitors: "Every page on which it does so is a 502; a test of the function passes all the same.",
  source: cloudFrontGuide("edge-function-restrictions-all"),
  fails: `  code    = "function handler(event) { const settings = { readTimeout: 3 }; event.request.headers.host = { value: 'acme.example' }; return event.request; }"`,
  mend: `  code    = file("\${path.module}/urls.js")`,
  judge(one, site) {
    const behaviours = site.all("aws_cloudfront_distribution").flatMap((each) => site.behaviours(each));
    const events = (["viewer-request", "viewer-response"] as const).filter((event) =>
      behaviours.some(({ part }) => functionsOf(part, site, event).includes(one)),
    );
    const fixed = events.flatMap((event) => readOnlyHeaders(event, "cloudfront-function"));
    const set = [...(one.text("code") ?? "").matchAll(setHeader)].map(
      ([, name, quoted]) => name ?? quoted ?? "",
    );
    const found = [...new Set(set.filter((name) => fixed.includes(name.toLowerCase())))];
    return found.length === 0
      ? undefined
      : { attribute: "code", says: `it sets ${found.join(", ")} at ${events.join(", ")}` };
  },
};

/** What runs at the edge, and in whose name. */
export const functionRules: readonly AuditRule[] = [
  unfit,
  skipDestroy,
  unpublished,
  oldRuntime,
  functionsMixed,
  trustAll,
  allPowerful,
  syntax,
  readOnlyHeader,
];
