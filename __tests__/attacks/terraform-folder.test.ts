// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { auditSite } from "../../audit/run/audit";
import { readAuditedSite } from "../../audit/run/read";
import { OutlastError } from "../../errors/outlast-error";
import { loadTerraformAt } from "../../rehearsal/terraform";

const root = mkdtempSync(join(tmpdir(), "outlast-attack-"));
writeFileSync(join(root, "secret.tfvars"), 'root = "secret of the machine"\n');
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A distribution whose default root object is what is attacked with. */
const site = (expression: string) => `
resource "aws_cloudfront_distribution" "site" {
  enabled             = true
  default_root_object = ${expression}
  origin {
    origin_id   = "a"
    domain_name = "origin.example.org"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  default_cache_behavior {
    target_origin_id       = "a"
    viewer_protocol_policy = "allow-all"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }
}
`;

/** A new folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(root, "folder-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** What the edge, and the audit, say of a folder. */
async function answers(folder: string): Promise<string> {
  const said = async (work: () => Promise<unknown>) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof OutlastError) return error.message;
      throw error;
    }
  };
  const edge = await said(async () => (await loadTerraformAt(folder)).distributions[0]?.defaultRootObject);
  const audit = await said(async () => auditSite(await readAuditedSite(folder)));
  return `${edge}\n${JSON.stringify(audit)}`;
}

describe("somebody's folder that is to read the machine", () => {
  it.each(["terraform.tfvars", "a.auto.tfvars"])("gets nothing by a link that is called %s", async (name) => {
    const folder = folderOf({ "main.tf": `variable "root" {}\n${site("var.root")}` });
    symlinkSync(join(root, "secret.tfvars"), join(folder, name));
    const said = await answers(folder);
    expect(said).not.toContain("secret of");
    expect(said).toMatch(/^TERRAFORM_FORMAT .* is outside of the folder of the configuration/);
  });

  it("gets nothing of a pipe or a folder where variables belong", async () => {
    const [piped, held] = [folderOf({ "main.tf": site('"x"') }), folderOf({ "main.tf": site('"x"') })];
    execFileSync("mkfifo", [join(piped, "terraform.tfvars")]);
    mkdirSync(join(held, "terraform.tfvars"));
    for (const folder of [piped, held]) expect(await answers(folder)).toContain("it is no regular file");
  });

  it("lists no files outside of its folder, follows no link, and does not list for ever", async () => {
    const folder = folderOf({
      "main.tf": "",
      "public/a.html": "a",
      "public/in/b.css": "b",
      "public/c{d}.html": "",
    });
    symlinkSync(root, join(folder, "public/link"));
    const listed = async (path: string, pattern: string) => {
      writeFileSync(join(folder, "main.tf"), site(`join(",", fileset("${path}", "${pattern}"))`));
      return (await answers(folder)).split("\n")[0];
    };
    expect(await listed("public", "**")).toBe("a.html,c{d}.html,in/b.css");
    expect(await listed("public", "**/*.{css,html}")).toBe("a.html,c{d}.html,in/b.css");
    expect(await listed("public", "?.html")).toBe("a.html");
    for (const path of ["..", "/", "public/../..", "public/link"])
      expect(await listed(path, "**")).toContain("is outside of the folder of the configuration");
    expect(await listed("public", `${"*a*".repeat(20)}x`)).toBe("");
    expect(await listed("public", "{a,b}".repeat(40))).toContain("more than 100 patterns");
  });

  it("calls no module outside of the repository, by a path or by a link", async () => {
    const foreign = folderOf({ "main.tf": site('"secret of the machine"') });
    const folder = folderOf({
      "main.tf": `module "a" {\n  source = "../${foreign.split("/").at(-1)}"\n}\nmodule "b" {\n  source = "./link"\n}\n${site('"x"')}`,
    });
    symlinkSync(foreign, join(folder, "link"));
    const said = await answers(folder);
    expect(said).not.toContain("secret of");
    expect(said).toContain("is outside of the repository");
  });
});

describe("a bomb in a folder", () => {
  const a = (count: number) => "a".repeat(count);
  it.each([
    ["a group in a group that is repeated", `((a*)b?)*c`, a(60)],
    ["a group that is repeated further out", `(((a)*b?)c?)*d`, a(60)],
    ["alternatives that are repeated further out", `((a|aa)b?)+c`, a(60)],
    ["alternatives beside each other", `${"(a|a?)".repeat(40)}b`, a(40)],
  ])("of %s in a pattern is not tried", async (_, pattern, text) => {
    const said = await answers(folderOf({ "main.tf": site(`join("", regexall("${pattern}", "${text}"))`) }));
    expect(said).toMatch(/^TERRAFORM_UNKNOWN_VALUE .*the pattern .* (is not evaluated|may take too long)/);
  });

  it("patterns that projects have are tried as ever", async () => {
    const pattern = "^(?:([^/]+)/)?(.+?)[.](html|css|js|png|svg)$";
    const folder = folderOf({ "main.tf": site(`regex("${pattern}", "docs/index.html")[1]`) });
    expect(await answers(folder)).toMatch(/^index\n/);
  });

  it("of modules in modules, each fifty times, is refused", async () => {
    const call = (at: number) => `module "a" {\n  source = "../m${at}"\n  count  = 50\n}\n`;
    const files = Object.fromEntries([1, 2, 3, 4].map((at) => [`m${at}/main.tf`, call(at + 1)]));
    const all = {
      ...files,
      "m5/main.tf": site('"y"'),
      "main.tf": `${call(1).replace("../", "./")}${site('"x"')}`,
    };
    expect(await answers(folderOf(all))).toMatch(
      /module\.a\.count is 50, which makes more than 10000 instances/,
    );
  });

  it("of lists, in how many there are of something, is refused", async () => {
    const twice = (at: number) => `l${at + 1} = [local.l${at}, local.l${at}]`;
    const locals = `locals {\nl0 = "x"\n${Array.from({ length: 60 }, (_, at) => twice(at)).join("\n")}\n}\n`;
    const bucket = 'resource "aws_s3_bucket" "a" {\n  count = length(local.l60)\n}\n';
    const said = await answers(folderOf({ "main.tf": locals + bucket + site('"x"') }));
    expect(said).toMatch(/^TERRAFORM_FORMAT .* takes (more|values)/);
    expect(said).toMatch(/AUDIT_UNREADABLE: .* takes (more|values)/);
  });

  it("of a module that calls itself is refused", async () => {
    const self = 'module "a" {\n  source = "./"\n}\n';
    expect(await answers(folderOf({ "main.tf": self + site('"x"') }))).toContain("nested more than 20 deep");
  });

  it.each([
    ["lines of a text", `<<EOT\n${"a\n".repeat(400_000)}EOT\n`],
    ["elements", `[${"1,".repeat(600_000)}]`],
  ])("of %s is not parsed", async (_, value) => {
    expect(await answers(folderOf({ "main.tf": site(value) }))).toMatch(
      /^TERRAFORM_FORMAT .* has more than /,
    );
  });

  it.each([
    ["parentheses", `${"(".repeat(5e4)}1${")".repeat(5e4)}`],
    ["negations", `${"!".repeat(5e4)}true`],
    ["templates", `${'"${'.repeat(2e4)}1${'}"'.repeat(2e4)}`],
  ])("of %s is refused, and the next folder is read", async (_, value) => {
    expect(await answers(folderOf({ "main.tf": site(value) }))).toMatch(/^TERRAFORM_FORMAT .* is not HCL/);
    expect(await answers(folderOf({ "main.tf": site('"x"') }))).toMatch(/^x\n/);
  });
});
