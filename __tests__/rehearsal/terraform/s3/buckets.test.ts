// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { describe, expect, test } from "vitest";
import { complaints, configuration, loadBucket } from "../site";

const bucket = "${aws_s3_bucket.site.id}";
const on = { blockPublicPolicy: true, restrictPublicBuckets: true };
const off = { blockPublicPolicy: false, restrictPublicBuckets: false };
const role = { aws_iam_role: { copy: { name: "copy", assume_role_policy: "{}" } } };
const arn = "${aws_iam_role.copy.arn}";
const copying = (rule: object, more: object = {}) => ({
  ...role,
  aws_s3_bucket_replication_configuration: { site: { bucket, role: arn, rule } },
  ...more,
});
const plainRule = { status: "Enabled", destination: { bucket: "arn:aws:s3:::copy-bucket" } };
const ruleOf = (rule: object) => loadBucket({}, copying({ ...plainRule, ...rule })).replication?.[0];
const mayCopy = (Statement: unknown, more: object = {}) =>
  loadBucket(
    {},
    copying(plainRule, {
      aws_iam_role_policy: {
        copy: { role: "${aws_iam_role.copy.id}", policy: JSON.stringify({ Statement }) },
      },
      ...more,
    }),
  ).mayReplicateTo?.includes("copy-bucket");

describe("a bucket", () => {
  test("for which nothing else is said is private, in the provider's region, without versions", () => {
    expect(loadBucket({})).toEqual({
      address: "aws_s3_bucket.site",
      name: "site-bucket",
      region: "eu-west-3",
      versioning: "Disabled",
      publicAccessBlock: on,
      warnings: [],
    });
  });

  test("has its policy, versions and website from the resources beside it", () => {
    const beside = {
      aws_s3_bucket_policy: { site: { bucket, policy: '{"Version":"2012-10-17","Statement":[]}' } },
      aws_s3_bucket_versioning: { site: { bucket, versioning_configuration: { status: "Suspended" } } },
      aws_s3_bucket_website_configuration: {
        site: { bucket, index_document: { suffix: "index.html" }, error_document: { key: "404.html" } },
      },
    };
    expect(loadBucket({}, beside)).toMatchObject({
      policy: '{"Version":"2012-10-17","Statement":[]}',
      versioning: "Suspended",
      website: { indexDocument: "index.html", errorDocument: "404.html" },
    });
  });

  test("has them from its own blocks, as in older providers", () => {
    const own = {
      versioning: { enabled: true },
      website: { index_document: "index.htm" },
      policy: '{"Statement":[]}',
    };
    expect(loadBucket(own)).toMatchObject({
      policy: '{"Statement":[]}',
      versioning: "Enabled",
      website: { indexDocument: "index.htm" },
    });
  });

  test("shows in a state what the resources beside it set, which is read once", () => {
    const mirrored = {
      policy: "{}",
      website: { index_document: "index.html", error_document: "" },
      grant: [{ id: "0123", permissions: ["FULL_CONTROL"], type: "CanonicalUser", uri: "" }],
      replication_configuration: { role: arn, rules: [{ id: "mirrored", status: "Enabled" }] },
    };
    const beside = copying(plainRule, {
      aws_s3_bucket_policy: { site: { bucket, policy: '{"Statement":[]}' } },
      aws_s3_bucket_website_configuration: { site: { bucket, index_document: { suffix: "a.html" } } },
    });
    const loaded = loadBucket(mirrored, beside);
    expect(loaded).toMatchObject({
      policy: '{"Statement":[]}',
      website: { indexDocument: "a.html" },
      warnings: [],
    });
    expect(loaded.replication?.map(({ id }) => id)).toEqual(["rule-1"]);
  });

  test("an access block says only what it says, and the account's comes on top", () => {
    const block = { aws_s3_bucket_public_access_block: { site: { bucket } } };
    const account = {
      aws_s3_account_public_access_block: {
        all: { block_public_policy: true, restrict_public_buckets: true },
      },
    };
    expect(loadBucket({}, block).publicAccessBlock).toEqual(off);
    expect(loadBucket({}, { ...block, ...account }).publicAccessBlock).toEqual(on);
  });

  test("has the CORS rules of the resource beside it, else its own blocks", () => {
    const rule = {
      id: "fonts",
      allowed_origins: ["https://app.example.com"],
      allowed_methods: ["GET"],
      allowed_headers: ["x-*"],
      expose_headers: ["etag"],
      max_age_seconds: 3000,
    };
    const read = {
      allowedOrigins: ["https://app.example.com"],
      allowedMethods: ["GET"],
      allowedHeaders: ["x-*"],
      exposeHeaders: ["etag"],
      maxAge: 3000,
    };
    const { id: _, ...inline } = rule;
    const any = { allowed_origins: ["*"], allowed_methods: ["GET", "HEAD"], max_age_seconds: 0 };
    const beside = { aws_s3_bucket_cors_configuration: { site: { bucket, cors_rule: [rule, any] } } };
    expect(loadBucket({ cors_rule: inline }).cors).toEqual([read]);
    expect(loadBucket({ cors_rule: [{ ...inline, allowed_methods: ["PUT"] }] }, beside).cors).toEqual([
      read,
      { allowedOrigins: ["*"], allowedMethods: ["GET", "HEAD"], allowedHeaders: [], exposeHeaders: [] },
    ]);
    expect(loadBucket({}).cors).toBeUndefined();
  });

  test("takes a public ACL for private, and says so", () => {
    expect(loadBucket({ acl: "public-read" }).warnings).toEqual([expect.stringContaining("public-read")]);
    expect(loadBucket({}, { aws_s3_bucket_acl: { site: { bucket, acl: "private" } } }).warnings).toEqual([]);
    expect(
      loadBucket({}, { aws_s3_bucket_acl: { site: { bucket, acl: "public-read" } } }).warnings,
    ).toHaveLength(1);
  });

  test("says that objects of the file are not in it", () => {
    const objects = { aws_s3_object: { page: { bucket, key: "index.html", content: "hello" } } };
    expect(loadBucket({}, objects).warnings).toEqual([expect.stringContaining("aws_s3_object")]);
  });

  test("has a website's redirect of every request, from its own resource and from older blocks", () => {
    const own = { site: { bucket, redirect_all_requests_to: { host_name: "a.example", protocol: "https" } } };
    const redirectAll = { hostName: "a.example", protocol: "https" };
    expect(loadBucket({}, { aws_s3_bucket_website_configuration: own }).website).toEqual({
      ...{ indexDocument: "", redirectAll },
    });
    const older = loadBucket({ website: { redirect_all_requests_to: "https://a.example" } });
    expect(older.website).toEqual({ indexDocument: "", redirectAll });
  });

  test("has a website's routing rules, as blocks and in JSON", () => {
    const routing_rule = {
      condition: { key_prefix_equals: "old/", http_error_code_returned_equals: "404" },
      redirect: { replace_key_prefix_with: "new/", http_redirect_code: "302" },
    };
    const routing_rules = JSON.stringify([
      {
        Condition: { KeyPrefixEquals: "old/", HttpErrorCodeReturnedEquals: "404" },
        Redirect: { ReplaceKeyPrefixWith: "new/", HttpRedirectCode: "302" },
      },
    ]);
    const rule = {
      ...{ keyPrefix: "old/", errorStatus: 404, redirect: { replaceKeyPrefixWith: "new/", status: 302 } },
    };
    const index = { index_document: { suffix: "i" } };
    for (const site of [
      { bucket, ...index, routing_rule: [routing_rule] },
      { bucket, ...index, routing_rules },
    ]) {
      const { website } = loadBucket({}, { aws_s3_bucket_website_configuration: { site } });
      expect(website).toEqual({ indexDocument: "i", routingRules: [rule] });
    }
    const older = loadBucket({ website: { index_document: "i", routing_rules } });
    expect(older.website?.routingRules).toEqual([rule]);
  });
});

describe("replication rules", () => {
  test("without a filter is of the first version, with all else at its default", () => {
    expect(ruleOf({})).toEqual({
      id: "rule-1",
      status: "Enabled",
      version: "V1",
      priority: 0,
      prefix: "",
      tags: {},
      deleteMarkerReplication: false,
      replicaModifications: false,
      sseKmsEncryptedObjects: false,
      destination: "copy-bucket",
    });
  });

  test.each<[string, object, object]>([
    ["an empty filter", { filter: {} }, { version: "V2", prefix: "" }],
    ["a prefix of its own", { prefix: "a/" }, { version: "V1", prefix: "a/" }],
    ["a filter's prefix", { filter: { prefix: "a/" } }, { version: "V2", prefix: "a/" }],
    ["a tag", { filter: { tag: { key: "k", value: "v" } } }, { version: "V2", tags: { k: "v" } }],
    [
      "a prefix and tags",
      { filter: { and: { prefix: "a/", tags: { k: "v", l: "w" } } } },
      { prefix: "a/", tags: { k: "v", l: "w" } },
    ],
    [
      "delete markers",
      { filter: {}, delete_marker_replication: { status: "Enabled" } },
      { deleteMarkerReplication: true },
    ],
    [
      "changes of replicas",
      { source_selection_criteria: { replica_modifications: { status: "Enabled" } } },
      { replicaModifications: true },
    ],
    [
      "objects under KMS keys",
      { source_selection_criteria: { sse_kms_encrypted_objects: { status: "Enabled" } } },
      { sseKmsEncryptedObjects: true },
    ],
    [
      "a disabled rule",
      { status: "Disabled", priority: 3, id: "old" },
      { status: "Disabled", priority: 3, id: "old" },
    ],
    [
      "a promised time",
      {
        filter: {},
        destination: {
          bucket: "arn:aws:s3:::copy-bucket",
          replication_time: { status: "Enabled" },
          metrics: { status: "Enabled" },
        },
      },
      { destination: "copy-bucket" },
    ],
  ])("%s", (_, rule, expected) => {
    expect(ruleOf(rule)).toMatchObject(expected);
  });

  test("a rule for existing objects is refused, as S3 does", () => {
    const rule = { ...plainRule, existing_object_replication: { status: "Enabled" } };
    expect(complaints(configuration(copying(rule)))).toEqual([
      "TERRAFORM_NOT_REHEARSED aws_s3_bucket_replication_configuration.site: rule[0].existing_object_replication",
    ]);
  });

  test("the bucket's own rules are read too", () => {
    const rules = [
      {
        id: "r",
        status: "Enabled",
        filter: { prefix: "p/", tags: { k: "v" } },
        delete_marker_replication_status: "Enabled",
        destination: { bucket: "arn:aws:s3:::copy-bucket" },
      },
    ];
    expect(loadBucket({ replication_configuration: { role: arn, rules } }, role).replication).toEqual([
      {
        id: "r",
        status: "Enabled",
        version: "V2",
        priority: 0,
        prefix: "p/",
        tags: { k: "v" },
        deleteMarkerReplication: true,
        replicaModifications: false,
        sseKmsEncryptedObjects: false,
        destination: "copy-bucket",
      },
    ]);
  });
});

describe("what the replication role may", () => {
  const allow = { Effect: "Allow", Action: "s3:ReplicateObject", Resource: "arn:aws:s3:::copy-bucket/*" };

  test.each<[string, unknown, boolean | undefined]>([
    ["a grant for the destination", allow, true],
    ["a grant with wildcards", [{ Effect: "Allow", Action: ["s3:Replicate*"], Resource: "*" }], true],
    ["a grant for a part of it", { ...allow, Resource: "arn:aws:s3:::copy-bucket/pages/*" }, true],
    ["a grant for another bucket", { ...allow, Resource: "arn:aws:s3:::other/*" }, false],
    ["a grant of something else", { ...allow, Action: "s3:GetObject" }, false],
    ["a denial", [allow, { ...allow, Effect: "Deny" }], false],
    ["a condition, which is not judged", { ...allow, Condition: {} }, undefined],
  ])("%s", (_, statement, expected) => {
    expect(mayCopy(statement)).toBe(expected);
  });

  test("policies that are attached count", () => {
    const attached = {
      aws_iam_policy: { copy: { name: "copy", policy: JSON.stringify({ Statement: allow }) } },
      aws_iam_role_policy_attachment: {
        copy: { role: "${aws_iam_role.copy.name}", policy_arn: "${aws_iam_policy.copy.arn}" },
      },
    };
    expect(loadBucket({}, copying(plainRule, attached)).mayReplicateTo?.includes("copy-bucket")).toBe(true);
    expect(loadBucket({}, copying(plainRule, attached)).mayReplicateTo?.includes("other")).toBe(false);
  });

  test("without a policy in the file nothing is held against it", () => {
    expect(loadBucket({}, copying(plainRule)).mayReplicateTo).toBeUndefined();
  });
});
