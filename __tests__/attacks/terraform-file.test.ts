// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadTerraform, loadTerraformFile, TerraformReadError } from "../../rehearsal/terraform";

const root = mkdtempSync(join(tmpdir(), "outlast-attack-"));
const folder = join(root, "given");
mkdirSync(folder);
writeFileSync(join(root, "secret"), "secret of the machine");
writeFileSync(join(folder, "own.txt"), "own text");
symlinkSync(join(root, "secret"), join(folder, "link"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A site whose default root object is what is attacked with. */
function attack(expression: string, rest: object = {}): object {
  return {
    resource: {
      aws_s3_bucket: { site: { bucket: "site" } },
      aws_cloudfront_distribution: {
        site: {
          ...{ enabled: true, default_root_object: expression },
          origin: [{ origin_id: "site", domain_name: "${aws_s3_bucket.site.bucket_domain_name}" }],
          default_cache_behavior: {
            ...{ target_origin_id: "site", viewer_protocol_policy: "allow-all" },
            ...{ allowed_methods: ["GET", "HEAD"], cached_methods: ["GET", "HEAD"] },
            cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6",
          },
        },
      },
    },
    ...rest,
  };
}

/** What is said to somebody's file. */
function answerTo(json: object | string): string {
  try {
    const text = typeof json === "string" ? json : JSON.stringify(json);
    return loadTerraform(text, { folder, name: "given.tf.json" }).distributions[0]?.defaultRootObject ?? "";
  } catch (error) {
    if (error instanceof TerraformReadError) return error.message;
    throw error;
  }
}

/** What is said of resources of somebody's file that are left out, while the others are served. */
function leftOut(json: object): string {
  return loadTerraform(JSON.stringify(json), { folder, name: "given.tf.json" }).warnings.join("\n");
}

/** `local.l0`, and as many that each are made of the one before. */
function locals(count: number, next: (before: string) => unknown, first: unknown = "x"): object {
  const made = Array.from({ length: count }, (_, i) => [`l${i + 1}`, next(`local.l${i}`)] as const);
  return { locals: { l0: first, ...Object.fromEntries(made) } };
}

describe("somebody's file that is to read the machine", () => {
  it.each([
    ["a path upwards", '${file("../secret")}'],
    ["an absolute path", `\${file("${join(root, "secret")}")}`],
    ["a link in its folder", '${file("link")}'],
    ["base64", '${filebase64("../secret")}'],
    ["a template", '${templatefile("../secret", {})}'],
    ["a digest", '${filebase64sha256("../secret")}'],
    ["a way round", '${file("./../given/../secret")}'],
  ])("by %s reads nothing", (_, expression) => {
    const answer = answerTo(attack(expression));
    expect(answer).toMatch(
      /^TERRAFORM_UNKNOWN_VALUE aws_cloudfront_distribution\.site: default_root_object: the file .* is outside/,
    );
    expect(answer).not.toContain("secret of");
  });

  it("reads what is beside it", () => {
    expect(answerTo(attack('${file("own.txt")}'))).toBe("own text");
  });

  it("gets nothing of a file that would fill the memory", () => {
    const large = join(folder, "large");
    writeFileSync(large, "");
    truncateSync(large, 16 * 2 ** 20 + 1);
    expect(answerTo(attack('${file("large")}'))).toMatch(
      /^TERRAFORM_UNKNOWN_VALUE .*\(it has more than 16777216 bytes\)/,
    );
    rmSync(large);
  });

  it.each(["/dev/zero", "/dev/stdin", "/proc/self/environ"])("does not get %s", (device) => {
    symlinkSync(device, join(folder, "device"));
    try {
      expect(answerTo(attack('${file("device")}'))).toMatch(/^TERRAFORM_UNKNOWN_VALUE /);
    } finally {
      rmSync(join(folder, "device"));
    }
  });
});

describe("a file that is none", () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);

  it.each([
    ["a device without an end", "/dev/zero"],
    ["a pipe that nobody writes to", pipe],
    ["a folder", folder],
  ])("%s is refused at once", (_, path) => {
    expect(() => loadTerraformFile(path)).toThrow(
      `TERRAFORM_FORMAT ${path}: it cannot be read (it is no regular file)`,
    );
  });

  it("and so it is for what the file names", () => {
    expect(answerTo(attack('${file("pipe")}'))).toContain("it is no regular file");
  });
});

describe("a bomb", () => {
  const seeker = `"${"a".repeat(5e4)}b${"a".repeat(5e4)}"`;
  it.each<[string, string, object]>([
    ["lists of twice the one before", "local.l60", locals(60, (l) => `\${[${l}, ${l}]}`)],
    ["texts of twice the one before", "local.l60", locals(60, (l) => `\${${l}}\${${l}}`)],
    ["a text that is joined", "local.l40", locals(40, (l) => `\${join(${l}, [${l}, ${l}, ${l}])}`, "xx")],
    ["a text that is replaced", "local.l12", locals(12, (l) => `\${replace(${l}, "x", ${l})}`, "xxxx")],
    [
      "a search that begins anew everywhere",
      "local.l1",
      locals(1, (l) => `\${split(${seeker}, ${l})}`, "a".repeat(2e5)),
    ],
    [
      "the same to replace something",
      "local.l1",
      locals(1, (l) => `\${replace(${l}, ${seeker}, "")}`, "a".repeat(2e5)),
    ],
    ["formatted lists", "local.l40", locals(40, (l) => `\${formatlist("%s%s", ${l}, ${l})}`, ["x", "y"])],
    [
      "loops in loops",
      "local.l3",
      locals(3, (l) => `\${[for a in ${l} : [for b in ${l} : [for c in ${l} : a]]]}`, Array(200).fill(1)),
    ],
    ["JSON of JSON", "local.l40", locals(40, (l) => `\${jsonencode([${l}, ${l}])}`)],
    ["attempts that fail", "local.l60", locals(60, (l) => `\${try(${l}.none, ${l}.none, [${l}, ${l}])}`)],
  ])("of %s ends with an error that names the expression", (_, last, rest) => {
    expect(answerTo(attack(`\${length(${last})}`, rest))).toMatch(
      /^TERRAFORM_FORMAT given\.tf\.json: local\.l\d+ takes (more than \d+ steps|values of more than \d+ )/,
    );
  });

  it("of characters that are trimmed, each of which is looked for, is none", () => {
    const [text, cut] = ["a".repeat(1e6), `${"b".repeat(1e6)}a`];
    expect(answerTo(attack("${trim(local.text, local.cut)}x", { locals: { text, cut } }))).toBe("x");
  });

  it("of references is evaluated once each", () => {
    const rest = locals(60, (l) => `\${${l} == ${l} ? "x" : ${l}}`);
    expect(answerTo(attack("${local.l60}", rest))).toBe("x");
  });

  it.each([
    ["count", { count: 10_000_000 }],
    ["count without an end", { count: 1e300 }],
    ["for_each", { for_each: Array.from({ length: 20_000 }, (_, i) => `k${i}`) }],
  ])("of instances by %s is left out, and said", (_, repeat) => {
    const json = attack("x") as { resource: { aws_s3_bucket: Record<string, object> } };
    json.resource.aws_s3_bucket.many = { ...repeat, bucket: "b" };
    expect(leftOut(json)).toMatch(
      /^aws_s3_bucket\.many is left out: aws_s3_bucket\.many\.(count|for_each) is /m,
    );
  });
});

describe("what has no end of its own", () => {
  it.each<[string, string, object]>([
    ["a local that is itself", "${local.a}", { locals: { a: "${local.a}" } }],
    ["two locals in a circle", "${local.a}", { locals: { a: "${local.b}", b: "${local.a}" } }],
    ["ten thousand locals in a row", "${local.l10000}", locals(10_000, (l) => `\${${l}}`)],
    ["lists that are ever deeper", "${length(local.l5000)}", locals(5_000, (l) => `\${[${l}]}`)],
    ["a sum of many terms", `\${${"1+".repeat(900)}1}`, {}],
    ["JSON in a text, nested", `\${length(jsondecode("${"[".repeat(5_000)}${"]".repeat(5_000)}"))}`, {}],
  ])("%s is an error of the attribute, or a value", (_, expression, rest) => {
    expect(answerTo(attack(expression, rest))).toMatch(
      /^(901$|TERRAFORM_UNKNOWN_VALUE aws_cloudfront_distribution\.site: default_root_object: )/,
    );
  });

  it("a count that counts itself is left out, and said", () => {
    const json = attack("x") as { resource: { aws_s3_bucket: Record<string, object> } };
    json.resource.aws_s3_bucket.self = { count: "${length(aws_s3_bucket.self)}", bucket: "b" };
    expect(leftOut(json)).toMatch(
      /^aws_s3_bucket\.self is left out: .*aws_s3_bucket\.self depends on itself/m,
    );
  });

  it.each([10_000, 1_000_000])("a document of %i levels is refused", (levels) => {
    expect(answerTo(`${'{"resource":'.repeat(levels)}1${"}".repeat(levels)}`)).toMatch(/^TERRAFORM_FORMAT /);
  });
});

describe("null, or a name of JavaScript's, where an object belongs", () => {
  it.each<[string, object]>([
    ["null for everything", { resource: null, locals: null, provider: null, variable: null, data: null }],
    ["null for a resource", { resource: { aws_cloudfront_distribution: { d: null }, aws_s3_bucket: null } }],
    ["null for a change", { planned_values: {}, resource_changes: [null, { address: null, change: null }] }],
    [
      "an address that has no text",
      { planned_values: {}, resource_changes: [{ address: { toString: "x" } }] },
    ],
    ["null for a module", { planned_values: { root_module: null }, configuration: { root_module: null } }],
    ["a type of that name", { resource: { constructor: { x: {} }, aws_cloudfront_distribution: {} } }],
    ["a local of that name", attack("${local.constructor}", { locals: {} })],
    ["a variable of that name", attack("${var.toString}")],
    ["an index that has no text", attack("${local.a[local.b]}", { locals: { a: {}, b: { toString: 1 } } })],
  ])("%s is an error with a code", (_, json) => {
    expect(answerTo(json)).toMatch(/^TERRAFORM_/);
  });
});
