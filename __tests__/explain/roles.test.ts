import { describe, expect, it } from "vitest";
import { accessOf } from "../../explain/access";
import { JsonConfiguration } from "../../terraform/json/json-configuration";
import { Findings } from "../../terraform/problems";

/** One statement of a policy: an effect, what it is about, and what else it has. */
type Statement = Readonly<Record<string, unknown>>;

interface Given {
  readonly policies?: readonly (readonly Statement[])[];
  readonly attached?: readonly Statement[];
  readonly boundary?: readonly Statement[];
  readonly bucket?: readonly Statement[];
  /** Which stack makes the boundary. @default - the role's own */
  readonly boundaryIn?: "role" | "other" | "none";
}

const content = "arn:aws:s3:::content";
const all = { Effect: "Allow", Action: "s3:*", Resource: "*" };
const to = (effect: "Allow" | "Deny", action: string | string[], over: Statement = {}) => ({
  ...{ Effect: effect, Action: action, Resource: "*" },
  ...over,
});
const document = (statements: readonly Statement[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

function stack(resource: object) {
  const place = { folder: "/nowhere", variables: {}, deployment: "site" };
  return new JsonConfiguration({ resource } as never, place, new Findings());
}

/** What the role may do with the bucket; undefined where nothing is said of it. */
function roleMay({ attached, boundary, boundaryIn = "role", bucket, policies = [] }: Given) {
  const bounds = boundary && { aws_iam_policy: { bound: { name: "bound", policy: document(boundary) } } };
  const own = attached && { aws_iam_policy: { own: { name: "own", policy: document(attached) } } };
  const stacks = [
    stack({
      aws_s3_bucket: { content: { bucket: "content" } },
      ...(bucket && { aws_s3_bucket_policy: { content: { bucket: "content", policy: document(bucket) } } }),
      aws_iam_role: {
        one: {
          ...{ name: "one", assume_role_policy: "{}" },
          ...(boundary && { permissions_boundary: "arn:aws:iam::123456789012:policy/bound" }),
        },
      },
      aws_iam_role_policy: Object.fromEntries(
        policies.map((statements, i) => [`p${i}`, { role: "one", policy: document(statements) }]),
      ),
      ...own,
      ...(attached && {
        aws_iam_role_policy_attachment: {
          own: { role: "one", policy_arn: "arn:aws:iam::123456789012:policy/own" },
        },
      }),
      ...(boundaryIn === "role" &&
        bounds && { aws_iam_policy: { ...own?.aws_iam_policy, ...bounds.aws_iam_policy } }),
    }),
    ...(boundaryIn === "other" && bounds ? [stack(bounds)] : []),
  ];
  return accessOf(stacks, undefined).find(({ who }) => who === "the role one");
}

const may = (given: Given) => roleMay(given)?.may.join(", ");
const role = { AWS: "arn:aws:iam::123456789012:role/one" };

describe("what a role may do with a bucket", () => {
  it.each<[string, Given, string | undefined]>([
    [
      "is what its policies allow",
      { policies: [[to("Allow", "s3:GetObject")]] },
      "reads objects, reads release records",
    ],
    [
      "is not what another policy of it denies",
      { policies: [[all], [to("Deny", ["s3:Put*", "s3:Delete*", "s3:Replicate*"])]] },
      "reads objects, reads release records, reads versions to replicate them, lists keys",
    ],
    [
      "is not what an attached policy denies for a part of the bucket",
      {
        policies: [[to("Allow", "s3:GetObject")]],
        attached: [to("Deny", "s3:GetObject", { Resource: `${content}/.outlast/*` })],
      },
      "reads objects",
    ],
    [
      "is bounded",
      {
        policies: [[all]],
        boundary: [
          to("Allow", ["s3:GetObject", "s3:ListBucket"], { Resource: [content, `${content}/index.html`] }),
        ],
      },
      "reads objects, lists keys",
    ],
    [
      "is bounded by what another stack makes",
      { policies: [[all]], boundary: [to("Allow", "s3:ListBucket")], boundaryIn: "other" },
      "lists keys",
    ],
    ["is nothing that a boundary allows alone", { boundary: [all] }, undefined],
    ["is nothing that a boundary denies", { policies: [[all]], boundary: [all, to("Deny", "*")] }, undefined],
    [
      "is unknown where its boundary is nobody's here",
      { policies: [[all]], boundary: [], boundaryIn: "none" },
      "unknown until planned",
    ],
    [
      "is not what the bucket denies everybody",
      {
        policies: [[to("Allow", ["s3:GetObject", "s3:ListBucket"])]],
        bucket: [to("Deny", "s3:GetObject", { Principal: "*", Resource: `${content}/*` })],
      },
      "lists keys",
    ],
    [
      "is not what the bucket denies the account, by its id or its root",
      {
        policies: [[to("Allow", ["s3:GetObject", "s3:ListBucket"])]],
        bucket: [
          to("Deny", "s3:ListBucket", { Principal: { AWS: "123456789012" }, Resource: content }),
          to("Deny", "s3:GetObject", {
            Principal: { AWS: "arn:aws:iam::123456789012:root" },
            Resource: `${content}/.outlast/*`,
          }),
        ],
      },
      "reads objects",
    ],
    [
      "is not what the bucket denies all others than another role",
      {
        policies: [[to("Allow", "s3:GetObject")]],
        bucket: [
          to("Deny", "s3:*", {
            ...{ Principal: "*", Resource: `${content}/*` },
            Condition: { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/other" } },
          }),
        ],
      },
      undefined,
    ],
    [
      "is what the bucket leaves it who comes with TLS",
      {
        policies: [[to("Allow", "s3:ListBucket")]],
        bucket: [
          to("Deny", "s3:*", {
            ...{ Principal: "*", Resource: [content, `${content}/*`] },
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
        ],
      },
      "lists keys",
    ],
    [
      "is what the bucket allows it",
      { bucket: [to("Allow", "s3:PutObject", { Principal: role, Resource: `${content}/*` })] },
      "writes objects",
    ],
    [
      "is not what the bucket allows the whole account",
      {
        bucket: [
          to("Allow", "s3:GetObject", { Principal: { AWS: "123456789012" }, Resource: `${content}/*` }),
        ],
      },
      undefined,
    ],
    [
      "is not what the bucket allows it beyond its boundary",
      {
        bucket: [to("Allow", "s3:PutObject", { Principal: role, Resource: `${content}/*` })],
        boundary: [to("Allow", "s3:GetObject")],
      },
      undefined,
    ],
  ])("%s", (_, given, expected) => {
    expect(may(given)).toBe(expected);
  });

  it("names what decided: its policies, its boundary, and the bucket's policy where it has something to say", () => {
    const policies = [[all]];
    const deny = to("Deny", "s3:PutObject", { Principal: role, Resource: `${content}/*` });
    expect(roleMay({ policies, boundary: [all], bucket: [deny] })?.by).toEqual([
      "aws_iam_role_policy.p0",
      "aws_iam_policy.bound",
      "aws_s3_bucket_policy.content",
    ]);
    expect(roleMay({ policies })?.by).toEqual(["aws_iam_role_policy.p0"]);
  });
});
