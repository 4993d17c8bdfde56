import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readProject } from "../../config";
import { givenStacks } from "../../delivery/given-stacks";
import type { Stack } from "../../project/stacks";
import { synthesize } from "../../stacks/synthesize";

type Json = Record<string, Record<string, unknown>>;

const site = {
  name: "docs",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  domain: { name: "www.example.org", zone: { name: "example.org", create: true } },
  headers: { rules: [{ set: { "X-A": "a ${b(c)} %{d(e)}" } }] },
};
let own: Stack;
let honest: Json;

beforeAll(() => {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-own-"));
  const [stack] = synthesize(readProject({ default: site }), { outdir });
  const folder = join(outdir, "stacks/docs");
  own = { name: "docs", site: undefined, folder, configuration: readFileSync(stack?.file ?? "", "utf8") };
  honest = JSON.parse(own.configuration);
});

/** A folder as the job that ran the pull request's code leaves it. */
function given(configuration: object, more: (stack: string) => void = () => {}): string {
  const folder = mkdtempSync(join(tmpdir(), "outlast-given-"));
  const stack = join(folder, "stacks/docs");
  mkdirSync(join(stack, "assets"), { recursive: true });
  writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify(configuration));
  more(stack);
  return folder;
}

const refusal = (configuration: object) => expect(() => givenStacks(given(configuration), [own]));

describe("what a pull request has synthesized", () => {
  it("is planned as it is when it is what the project's stacks are made of", () => {
    const changed = { ...honest, output: { more: { value: "x" } } };
    const [stack] = givenStacks(given(changed), [own]);
    expect(stack).toEqual({ ...own, configuration: JSON.stringify(changed) });
    expect(readFileSync(join(own.folder, "cdk.tf.json"), "utf8")).toBe(JSON.stringify(changed));
  });

  it("runs no program of its own beside the credentials", () => {
    refusal({ ...honest, data: { external: { x: { program: ["sh"] } } } }).toThrow("data external");
    refusal({ ...honest, resource: { ...honest.resource, null_resource: { x: {} } } }).toThrow(
      "null_resource.x",
    );
    const bucket = { aws_s3_bucket: { x: { provisioner: [{ "local-exec": { command: "id" } }] } } };
    refusal({ ...honest, resource: bucket }).toThrow("aws_s3_bucket.x: provisioner");
    refusal({ ...honest, module: { x: { source: "./x" } } }).toThrow("docs: module");
  });

  const running = { provisioner: [{ "local-exec": { command: "id" } }] };
  it.each<[string, Record<string, unknown>, string]>([
    ["data", { data: [{ external: { x: { program: ["sh"] } } }] }, "data: it is no object"],
    ["a type of data", { data: { external: [{ x: {} }] } }, "data external: it is no object"],
    ["a state of others", { data: [{ terraform_remote_state: { x: {} } }] }, "data: it is no object"],
    ["resources", { resource: [{ terraform_data: { x: running } }] }, "resource: it is no object"],
    ["a type", { resource: { aws_s3_bucket: [{ x: running }] } }, "resource aws_s3_bucket: it is no object"],
    [
      "a body",
      { resource: { aws_s3_bucket: { x: [running] } } },
      "resource aws_s3_bucket x: it is no object",
    ],
    ["providers", { provider: [{ http: {} }, { aws: { endpoints: [] } }] }, "provider: it is no object"],
    ["a provider", { provider: { aws: [[{ endpoints: [] }]] } }, "provider aws: it is no object"],
    ["outputs", { output: [{ x: { value: "y" } }] }, "output: it is no object"],
  ])("hides nothing in a list of blocks: %s", (_, blocks, part) => {
    refusal({ ...honest, ...blocks }).toThrow(part);
  });

  it("hides nothing behind a key that stands twice, of which Terraform takes both", () => {
    const refused = (first: string) => {
      const text = own.configuration.replace("{", `{${first},`);
      const folder = given({}, (stack) => writeFileSync(join(stack, "cdk.tf.json"), text));
      return expect(() => givenStacks(folder, [own]));
    };
    refused(`"output":{"a":{"value":"\${file(\\"/etc/hostname\\")}"}}`).toThrow('"output" stands twice');
    refused('"resour\\u0063e":{"terraform_data":{"x":{}}}').toThrow('"resource" stands twice');
  });

  it("ends with the same words however deep it is", () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const folder = given({}, (stack) => writeFileSync(join(stack, "cdk.tf.json"), `{"output":${deep}}`));
    expect(() => givenStacks(folder, [own])).toThrow("GIVEN_STACK_FOREIGN");
  });

  it("brings no other provider, and sends the real one nowhere else", () => {
    const terraform = structuredClone(honest.terraform) as Json;
    terraform.required_providers = { aws: { source: "mallory/aws", version: "1.0.0" } };
    refusal({ ...honest, terraform }).toThrow("docs: terraform");
    refusal({ ...honest, provider: { ...honest.provider, http: [{}] } }).toThrow("provider http");
    const aws = [{ region: "eu-west-1", endpoints: [{ s3: "https://example.com" }] }];
    refusal({ ...honest, provider: { aws } }).toThrow("provider aws: endpoints");
  });

  it("reads no state but its own, no secret of the account, and nothing of the machine", () => {
    refusal({ ...honest, terraform: { ...honest.terraform, backend: { s3: { bucket: "other" } } } }).toThrow(
      "backend",
    );
    const secrets = { aws_secretsmanager_secret_version: { x: { secret_id: "db" } } };
    refusal({ ...honest, data: secrets }).toThrow("data aws_secretsmanager_secret_version");
    for (const expression of ['file("/proc/self/environ")', 'jsonencode({ a = file ("x") })', "path.cwd"]) {
      refusal({ ...honest, output: { x: { value: `a \${${expression}}` } } }).toThrow("GIVEN_STACK_FOREIGN");
      refusal({ ...honest, output: { x: { value: `%{ if ${expression} == "" }x%{ endif }` } } }).toThrow(
        "FOREIGN",
      );
    }
  });

  it.each([
    ["a brace in a string ends nothing", '${"}" == file("/etc/passwd") ? 1 : 2}'],
    ["a quote in an interpolation of a string ends nothing", '${"${"}"}" == file("x") ? 1 : 2}'],
    ["a comment stands between a name and its arguments", '${file/**/("/etc/passwd")}'],
    ["a line that is commented out stands there", '${file # }\n("/etc/passwd")}'],
    ["a comment stands between a name and its attribute", "${path/**/.cwd}"],
    ["a template stands in a template", '${"a ${file/**/("x")}"}'],
    ["it is an index", '${aws_x.y[file/**/("x")]}'],
    ["it is a key of an object", "${{ (path/**/.cwd) = 1 }}"],
    ["it is what a loop leaves out", '${[for x in aws_x.y : x if file/**/("x") == ""]}'],
    ["a loop takes a name out of its own", "${[for x in [1] : x][x/**/.y]}"],
    ["it is a heredoc", '${<<E\n}${file("x")}\nE\n}'],
    ["it is a heredoc of a directive", '${<<E\n%{ if file/**/("x") == "" }}%{ endif }\nE\n}'],
    ["it is a directive", '%{ if file/**/("x") == "" }x%{ endif }'],
    ["it loops over it", '%{~ for x in split/**/("", path/**/.cwd) ~}${x}%{ endfor }'],
    ["it is a variable", "${var/**/.secret}"],
    ["it is a whole object of the machine", "${path}"],
    ["a provider has the function", "${provider::aws::arn_parse/**/(1)}"],
    ["it comes after an escape", '$${"} ${file/**/("x")}'],
    ["it comes after an escape of a directive", '%%{ ${file/**/("x")} }'],
    ["its escape is one of HCL's", '${"\\u0024{file/**/("x")}"}'],
    ["it is not closed", "${aws_x.y"],
    ["what Terraform calls a string may be none", '${"a (b)" == "c(d)" ? 1 : 2}'],
  ])("calls nothing where %s", (_, value) => {
    refusal({ ...honest, output: { x: { value } } }).toThrow("GIVEN_STACK_FOREIGN");
    refusal({ ...honest, output: { x: { value: { [value]: 1 } } } }).toThrow("GIVEN_STACK_FOREIGN");
  });

  it("may say what no expression is", () => {
    for (const value of ["$${file(x)} %%{ if f(x) }", "f(x) ${aws_x.y.z} g(path.cwd)", "$5 {} 100%", '"$'])
      expect(() => givenStacks(given({ ...honest, output: { x: { value } } }), [own])).not.toThrow();
  });

  it("brings no other file, and leads nowhere by a link", () => {
    const folder = given(honest, (stack) => {
      writeFileSync(join(stack, "zz.tf"), "");
      writeFileSync(join(stack, "terraform.tfvars"), "");
      symlinkSync("/etc/hostname", join(stack, "assets/leak.zip"));
    });
    givenStacks(folder, [own]);
    expect(readdirSync(own.folder).sort()).toEqual(["assets", "cdk.tf.json"]);
    expect(existsSync(join(own.folder, "assets/leak.zip"))).toBe(false);
    const linked = mkdtempSync(join(tmpdir(), "outlast-given-"));
    mkdirSync(join(linked, "stacks/docs"), { recursive: true });
    symlinkSync(join(own.folder, "cdk.tf.json"), join(linked, "stacks/docs/cdk.tf.json"));
    expect(() => givenStacks(linked, [own])).toThrow("GIVEN_STACK_MISSING");
  });

  it("chooses a version of the one provider by its lock file, and no other provider", () => {
    const lock = readFileSync("terraform-locks/state.lock.hcl", "utf8");
    const withLock = (text: string) =>
      given(honest, (stack) => writeFileSync(join(stack, ".terraform.lock.hcl"), text));
    expect(givenStacks(withLock(lock), [own])).toMatchObject([{ lock }]);
    expect(givenStacks(given(honest), [{ ...own, lock }])).toMatchObject([{ lock: undefined }]);
    for (const foreign of [
      "",
      "{}",
      lock.replace("hashicorp/aws", "mallory/aws"),
      `${lock}${lock.replace("/aws", "/external")}`,
    ])
      expect(() => givenStacks(withLock(foreign), [own])).toThrow("docs: .terraform.lock.hcl");
  });
});
