import { describe, expect, test } from "vitest";
import { reviewPlan } from "../../../audit/review/review";
import type { Json } from "../../../terraform/value";
import { found, planWith } from "../../support/plans";
import { publicConditions } from "../../support/public-conditions";

const fromDistribution = { StringEquals: { "AWS:SourceArn": "arn:aws:cloudfront::1:distribution/E1" } };
const reads = {
  Effect: "Allow",
  Principal: { Service: "cloudfront.amazonaws.com" },
  Action: ["s3:GetObject", "s3:ListBucket"],
  Resource: ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"],
  Condition: fromDistribution,
};
const tlsOnly = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: "*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const policy = (...statements: object[]) => ({ policy: JSON.stringify({ Statement: statements }) });
const type = "aws_s3_bucket_policy";
const before = policy(reads, tlsOnly);

describe("a bucket's policy", () => {
  test("may be written in another way and mean the same", () => {
    const other = { ...reads, Sid: "Other", Action: ["s3:ListBucket", "s3:getobject"] };
    expect(found({ type, before, after: policy(tlsOnly, other) })).toEqual([]);
  });

  test("that lets everybody in is found, written as a star or as an account", () => {
    for (const Principal of ["*", { AWS: "*" }, { AWS: ["arn:aws:iam::1:root", "*"] }]) {
      const open = { Effect: "Allow", Principal, Action: "s3:GetObject", Resource: "*" };
      expect(found({ type, before, after: policy(reads, tlsOnly, open) })).toEqual([
        "critical bucket-policy-public",
      ]);
    }
  });

  test("that lets everybody in is found in a new bucket", () => {
    const open = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
    expect(found({ type, after: policy(open) })).toEqual(["critical bucket-policy-public"]);
  });

  test("that is open to an organisation is not open to everybody", () => {
    const Condition = { StringEquals: { "aws:PrincipalOrgID": "o-1" } };
    const organisation = {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "*",
      Condition,
    };
    expect(found({ type, before, after: policy(reads, tlsOnly, organisation) })).toEqual([]);
  });

  test.each(publicConditions)(
    "that is open but for %s %s %j is open to everybody",
    (operator, key, values) => {
      const Condition = { [operator]: { [key]: values } };
      const anywhere = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*", Condition };
      expect(found({ type, before, after: policy(reads, tlsOnly, anywhere) })).toEqual([
        "critical bucket-policy-public",
      ]);
    },
  );

  test("that lets all distributions of one account in is not open to every distribution", () => {
    const ofAccount = (account: string) => ({
      ...reads,
      Condition: { ArnLike: { "aws:SourceArn": `arn:aws:cloudfront::${account}:distribution/*` } },
    });
    expect(found({ type, before, after: policy(ofAccount("123456789012"), tlsOnly) })).toEqual([]);
    expect(found({ type, before, after: policy(ofAccount("*"), tlsOnly) })).toEqual([
      "high bucket-policy-any-distribution",
    ]);
  });

  test("may name what CloudFront needs with wildcards", () => {
    const other = { ...reads, Action: ["s3:*Object", "s3:List?ucket"] };
    expect(found({ type, before, after: policy(other, tlsOnly) })).toEqual([]);
  });

  test("without the distribution's ARN is open to every distribution", () => {
    const { Condition, ...unconditional } = reads;
    expect(found({ type, before, after: policy(unconditional, tlsOnly) })).toEqual([
      "high bucket-policy-any-distribution",
    ]);
  });

  test("that no longer refuses plain HTTP is found", () => {
    expect(found({ type, before, after: policy(reads) })).toEqual(["high bucket-policy-plain-http"]);
  });

  test("that CloudFront may no longer read or list by is found", () => {
    expect(found({ type, before, after: policy(tlsOnly) })).toEqual([
      "high bucket-policy-grant-lost",
      "medium bucket-policy-grant-lost",
    ]);
    expect(found({ type, before, after: policy({ ...reads, Action: "s3:GetObject" }, tlsOnly) })).toEqual([
      "medium bucket-policy-grant-lost",
    ]);
  });

  test("that goes is found", () => {
    expect(found({ type, before })).toEqual(["high bucket-policy-removed"]);
  });
});

const openDocument = {
  statement: [
    { effect: "Allow", actions: ["s3:GetObject"], principals: [{ type: "*", identifiers: ["*"] }] },
  ],
};

describe("a policy that is only known after the apply", () => {
  const unknown = { after: {}, after_unknown: { policy: true } };
  const configured = {
    ...{ address: `${type}.this`, mode: "managed", type, name: "this" },
    expressions: {
      policy: { references: ["data.aws_iam_policy_document.read.json", "data.aws_iam_policy_document.read"] },
    },
  };

  test("is read from the document's blocks", () => {
    const plan = planWith(
      [
        { type, before, ...unknown },
        {
          address: "data.aws_iam_policy_document.read",
          type: "aws_iam_policy_document",
          mode: "data",
          after: openDocument,
          actions: ["read"],
        },
      ],
      { configuration: { root_module: { resources: [configured] } } },
    );
    expect(reviewPlan(plan).findings.map(({ rule }) => rule)).toContain("bucket-policy-public");
  });

  test("is read in a module that is used several times", () => {
    const module_address = 'module.site["shop"]';
    const plan = planWith(
      [
        { type, address: `${module_address}.${type}.this`, module_address, before, ...unknown },
        {
          address: `${module_address}.data.aws_iam_policy_document.read`,
          module_address,
          type: "aws_iam_policy_document",
          mode: "data",
          after: openDocument,
          actions: ["read"],
        },
      ],
      {
        configuration: {
          root_module: { module_calls: { site: { module: { resources: [configured] } } } },
        },
      },
    );
    expect(reviewPlan(plan).findings.map(({ rule }) => rule)).toContain("bucket-policy-public");
  });

  const document = (name: string, after: Json, after_unknown: Json = {}) => ({
    address: `data.aws_iam_policy_document.${name}`,
    ...({ type: "aws_iam_policy_document", mode: "data", after, after_unknown, actions: ["read"] } as const),
  });
  const json = (name: string) => ({
    references: [`data.aws_iam_policy_document.${name}.json`, `data.aws_iam_policy_document.${name}`],
  });
  const made = (name: string, ...attributes: readonly (readonly [string, ...string[]])[]) => ({
    ...{ mode: "data", type: "aws_iam_policy_document", name },
    expressions: Object.fromEntries(
      attributes.map(([attribute, ...names]) => [
        attribute,
        { references: names.flatMap((one) => json(one).references) },
      ]),
    ),
  });
  const foundIn = (documents: ReturnType<typeof document>[], ...configuredDocuments: object[]) => {
    const resources = JSON.parse(JSON.stringify([configured, ...configuredDocuments]));
    const plan = planWith([{ type, before, ...unknown }, ...documents], {
      configuration: { root_module: { resources } },
    });
    const { findings } = reviewPlan(plan);
    return findings.map(({ rule, severity }) => `${severity} ${rule}`);
  };
  const service = { type: "Service", identifiers: ["cloudfront.amazonaws.com"] };
  const reading = { sid: "read", effect: "Allow", actions: ["s3:GetObject", "s3:ListBucket"] };
  const source = {
    test: "StringEquals",
    variable: "AWS:SourceArn",
    values: ["arn:aws:cloudfront::1:distribution/E1"],
  };
  const readBlock = { ...reading, principals: [service], condition: [source] };
  const plain = { test: "Bool", variable: "aws:SecureTransport", values: ["false"] };
  const denied = { actions: ["s3:*"], principals: [{ type: "*", identifiers: ["*"] }], condition: [plain] };
  const denyBlock = { sid: "tls", effect: "Deny", ...denied };
  const base = document("base", { statement: [readBlock, denyBlock] });

  test("is read with the documents that it is made of, though these are known no sooner", () => {
    const whole = document("read", { source_policy_documents: [null] }, { source_policy_documents: [true] });
    const written = made("read", ["source_policy_documents", "base"]);
    expect(foundIn([whole, base], written, made("base"))).toEqual([]);
    const known = document("read", {
      source_policy_documents: [before.policy, policy(tlsOnly).policy],
      override_policy_documents: null,
    });
    expect(foundIn([known])).toEqual([]);
  });

  test("is read with the documents that override statements of one Sid", () => {
    const overriding = document("late", { statement: [{ ...denyBlock, condition: [] }] });
    const whole = document(
      "read",
      { source_policy_documents: [null], override_policy_documents: [null] },
      { source_policy_documents: [true], override_policy_documents: [true] },
    );
    const written = made("read", ["source_policy_documents", "base"], ["override_policy_documents", "late"]);
    expect(foundIn([whole, base, overriding], written, made("base"), made("late"))).toContain(
      "high bucket-policy-plain-http",
    );
  });

  test("grants what a statement does not leave out", () => {
    const { actions: _, ...rest } = readBlock;
    const but = (...not_actions: string[]) =>
      document("read", { statement: [{ ...rest, not_actions }, denyBlock] });
    expect(foundIn([but("s3:Put*", "s3:Delete*")])).toEqual([]);
    expect(foundIn([but("s3:Get*")])).toEqual(["high bucket-policy-grant-lost"]);
    const allow = { ...reads, Action: undefined, NotAction: ["s3:Put*"] };
    expect(found({ type, before, after: policy(allow, tlsOnly) })).toEqual([]);
  });

  test.each([
    ["something else", made("read", ["source_policy_documents"])],
    ["itself", made("read", ["source_policy_documents", "read"])],
    ["more than it says", made("read", ["source_policy_documents", "base", "late"])],
  ])("is said to be unknown where it is made of %s", (_, written) => {
    const sources = { source_policy_documents: [null], statement: [readBlock] };
    const whole = document("read", sources, { source_policy_documents: [true] });
    expect(foundIn([whole, base], written, made("base"), made("late"))).toEqual([
      "low bucket-policy-unknown",
    ]);
  });

  test("is said to be unknown where it is not known which statements there are", () => {
    expect(foundIn([document("read", {}, { statement: true })])).toEqual(["low bucket-policy-unknown"]);
  });

  test("is said to be unknown where it is not known whether a statement allows or denies", () => {
    const { effect: _, ...open } = denyBlock;
    const marks: Json = { statement: [{ effect: false }, { effect: true }] };
    expect(foundIn([document("read", { statement: [readBlock, open] }, marks)])).toEqual([
      "low bucket-policy-unknown",
    ]);
  });

  describe("made of what something chooses", () => {
    const all = { statement: [{ ...readBlock, principals: [{ type: "*", identifiers: ["*"] }] }] };
    const open = document("open", all);
    const refersTo = (...references: string[]) => ({
      ...{ mode: "data", type: "aws_iam_policy_document", name: "read" },
      expressions: { source_policy_documents: { references } },
    });
    const chosen = (texts: (string | null)[], ...references: string[]) => {
      const marks = { source_policy_documents: texts.map((text) => text === null) };
      const whole = document("read", { source_policy_documents: texts }, marks);
      return foundIn([whole, base, open], refersTo(...references), made("base"), made("open"));
    };
    const [baseJson, openJson] = [json("base").references, json("open").references];

    test.each([
      ["a variable", ["var.is_open"]],
      ["a local", ["local.is_open"]],
      ["the workspace", ["terraform.workspace"]],
    ])("is said to be unknown: %s", (_, by) => {
      const between = chosen([null, null], ...by, ...openJson, ...baseJson);
      expect(between).toEqual(["low bucket-policy-unknown"]);
    });

    test("is said to be unknown: a document that is no text of what stands in its place", () => {
      const text = policy(tlsOnly).policy;
      expect(chosen([text, null], ...baseJson, ...openJson)).toEqual(["low bucket-policy-unknown"]);
    });

    test("is said to be unknown: a function of whole documents", () => {
      const whole = ["data.aws_iam_policy_document.open", "data.aws_iam_policy_document.base"];
      expect(chosen([null, null], ...whole)).toEqual(["low bucket-policy-unknown"]);
    });

    test("is read where nothing does: one after the other", () => {
      expect(chosen([null, null], ...openJson, ...baseJson)).not.toContain("low bucket-policy-unknown");
    });
  });

  test.each([
    ["read", "base"],
    ["base", "read"],
  ])("is said to be unknown where it is one of two documents: %s first", (...names) => {
    const chosen = {
      ...configured,
      expressions: {
        policy: { references: ["var.is_open", ...names.flatMap((one) => json(one).references)] },
      },
    };
    const lesser = document("read", { statement: [denyBlock] });
    const resources = JSON.parse(JSON.stringify([chosen, made("read"), made("base")]));
    const plan = planWith([{ type, before, ...unknown }, lesser, base], {
      configuration: { root_module: { resources } },
    });
    expect(reviewPlan(plan).findings.map(({ rule }) => rule)).toEqual(["bucket-policy-unknown"]);
  });

  test("is said to be unknown where no document stands behind it", () => {
    expect(found({ type, before, ...unknown })).toEqual(["low bucket-policy-unknown"]);
  });
});

describe("a role's trust", () => {
  const role = "aws_iam_role";
  const subject = "token.actions.githubusercontent.com:sub";
  const trusting = (sub: unknown) => ({
    assume_role_policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          ...(sub !== undefined && { Condition: { StringLike: { [subject]: sub } } }),
        },
      ],
    }),
  });

  test("in another branch is found", () => {
    const after = trusting(["repo:acme/docs:ref:refs/heads/main", "repo:acme/docs:ref:refs/heads/next"]);
    expect(found({ type: role, before: trusting("repo:acme/docs:ref:refs/heads/main"), after })).toEqual([
      "high trust-subjects-widened",
    ]);
  });

  test("in a wildcard, or in any subject at all, is worse", () => {
    const was = trusting("repo:acme/docs:ref:refs/heads/main");
    for (const after of [trusting("repo:acme/*"), trusting(undefined)]) {
      expect(found({ type: role, before: was, after })).toEqual(["critical trust-subjects-widened"]);
    }
  });

  test("in every account is found, and in another account", () => {
    const trust = (Principal: unknown) => ({
      assume_role_policy: JSON.stringify({
        Statement: { Effect: "Allow", Principal, Action: "sts:AssumeRole" },
      }),
    });
    const was = trust({ Service: "s3.amazonaws.com" });
    expect(found({ type: role, before: was, after: trust("*") })).toEqual(["critical trust-everybody"]);
    expect(found({ type: role, before: was, after: trust({ AWS: "arn:aws:iam::2:root" }) })).toEqual([
      "high trust-widened",
    ]);
  });

  test("narrowed is nothing to look at", () => {
    const was = trusting(["a", "b"]);
    expect(found({ type: role, before: was, after: trusting("a") })).toEqual([]);
  });

  test("does not hide a role that may do everything", () => {
    const after = policy({ Effect: "Allow", Action: "*", Resource: "*" });
    expect(found({ type: "aws_iam_role_policy", after })).toEqual(["high permissions-all"]);
  });
});
