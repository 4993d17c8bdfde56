import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative as relativeTo } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findTerraform, startMoto, Terraform } from "../../toolchain";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-tools-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program of this name that is a few lines of Node, and the PATH on which it is found. */
function program(name: string, source: string): { PATH: string } {
  writeFileSync(join(folder, name), `#!/usr/bin/env node\n${source}`);
  chmodSync(join(folder, name), 0o755);
  return { PATH: `${folder}:${dirname(process.execPath)}:/usr/bin:/bin` };
}

describe("findTerraform", () => {
  test("names Terraform and how to get it when there is none", async () => {
    await expect(findTerraform({ PATH: folder }, { cache: folder })).rejects.toMatchObject({
      code: "terraform-missing",
      exitCode: 3,
      mend: expect.stringContaining("https://developer.hashicorp.com/terraform/install"),
    });
  });

  test("takes 1.11.0", async () => {
    const env = program("terraform", `console.log('{"terraform_version":"1.11.0"}')`);
    expect(await findTerraform(env)).toEqual({ path: join(folder, "terraform"), version: "1.11.0" });
  });

  test("asks a program once, and again where it may be another version of it", async () => {
    const said = (version: string) =>
      `require("node:fs").appendFileSync("${folder}/asked", "x"); console.log('{"terraform_version":"${version}"}')`;
    const env = program("terraform", said("1.11.0"));
    const asked = async (more: object = {}) => {
      const { version } = await findTerraform({ ...env, ...more });
      return [version, readFileSync(join(folder, "asked"), "utf8")];
    };
    expect(await Promise.all([asked(), asked()])).toEqual([
      ["1.11.0", "x"],
      ["1.11.0", "x"],
    ]);
    expect(await asked({ TFENV_TERRAFORM_VERSION: "1.12.0" })).toEqual(["1.11.0", "xx"]);
    program("terraform", said("1.12.0"));
    expect(await asked()).toEqual(["1.12.0", "xxx"]);
  });

  test("takes what TERRAFORM names, by name or path, and OpenTofu where there is no Terraform", async () => {
    const bare = mkdtempSync(join(tmpdir(), "outlast-tofu-"));
    const tofu = join(bare, "tofu");
    const node = dirname(process.execPath);
    writeFileSync(tofu, `#!${process.execPath}\nconsole.log('{"terraform_version":"1.10.0"}')`);
    chmodSync(tofu, 0o755);
    const found = { path: tofu, version: "1.10.0" };
    expect(await findTerraform({ PATH: bare })).toEqual(found);
    const both = program("terraform", `console.log('{"terraform_version":"1.11.0"}')`);
    const PATH = `${both.PATH}:${bare}`;
    expect((await findTerraform({ PATH })).version).toBe("1.11.0");
    expect(await findTerraform({ PATH, TERRAFORM: "tofu" })).toEqual(found);
    expect(await findTerraform({ PATH: node, TERRAFORM: tofu })).toEqual(found);
    expect(await findTerraform({ PATH: node, TERRAFORM: relativeTo(process.cwd(), tofu) })).toEqual(found);
    await expect(findTerraform({ PATH, TERRAFORM: "none" })).rejects.toMatchObject({
      code: "terraform-missing",
      value: 'TERRAFORM is "none", which is no program on PATH',
    });
    rmSync(bare, { recursive: true });
  });

  test.each(["1.10.5", "0.15.0", "1.11.0-rc1"])("refuses %s", async (version) => {
    const env = program("terraform", `console.log('{"terraform_version":"${version}"}')`);
    await expect(findTerraform(env)).rejects.toMatchObject({ code: "terraform-too-old" });
  });
});

describe("startMoto", () => {
  test("names moto and how to get it when there is none", async () => {
    await expect(startMoto({ env: { PATH: folder } })).rejects.toMatchObject({
      code: "moto-missing",
      exitCode: 3,
      mend: expect.stringContaining("moto[server]"),
    });
  });

  test("passes on what a server said that ended before it answered", async () => {
    const env = program("moto_server", `console.error("no such option"); process.exit(2)`);
    await expect(startMoto({ env })).rejects.toMatchObject({
      code: "moto-not-ready",
      value: expect.stringContaining("no such option"),
    });
  });

  test("starts one that knows nothing of the caller's account, and looks for no other", async () => {
    const env = program(
      "moto_server",
      `const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_EC2_METADATA_DISABLED } = process.env;
      console.error([AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_EC2_METADATA_DISABLED].join("|")); process.exit(2)`,
    );
    const caller = { AWS_PROFILE: "production", AWS_ACCESS_KEY_ID: "AKIDEXAMPLE" };
    await expect(startMoto({ env: { ...env, ...caller } })).rejects.toMatchObject({
      value: expect.stringContaining("|rehearsal|true"),
    });
  });
});

describe("Terraform", () => {
  test("fails with Terraform's own diagnostics", async () => {
    const diagnostic = { severity: "error", summary: "Invalid reference", address: "aws_s3_bucket.a" };
    const env = program(
      "terraform",
      `console.log('${JSON.stringify({ type: "diagnostic", diagnostic })}'); process.exit(1)`,
    );
    const terraform = new Terraform({ binary: join(folder, "terraform"), folder, env });
    await expect(terraform.plan()).rejects.toMatchObject({
      code: "terraform-failed",
      value: expect.stringContaining("aws_s3_bucket.a: Invalid reference"),
    });
  });

  test("says that it was killed, and that the next run knows what it left", async () => {
    const env = program("terraform", `process.kill(process.pid, "SIGKILL")`);
    const terraform = new Terraform({ binary: join(folder, "terraform"), folder, env });
    await expect(terraform.apply()).rejects.toMatchObject({
      code: "terraform-killed",
      value: "terraform apply was ended by SIGKILL",
      exitCode: 3,
    });
  });

  test("runs again what met a lock that was let go of by when it was read, of which Terraform waits for none", async () => {
    const diagnostic = {
      ...{ severity: "error", summary: "Error acquiring the state lock" },
      detail: "api error PreconditionFailed: no\nunable to retrieve file: GetObject, NoSuchKey: ",
    };
    const env = program(
      "terraform",
      `const { appendFileSync, readFileSync } = require("node:fs");
      appendFileSync("runs", "x");
      if (readFileSync("runs").length > 2) process.exit(2);
      console.log(${JSON.stringify(JSON.stringify({ type: "diagnostic", diagnostic }))}); process.exit(1)`,
    );
    const terraform = new Terraform({ binary: join(folder, "terraform"), folder, env });
    expect(await terraform.plan()).toEqual({ diagnostics: [], changes: true });
    expect(readFileSync(join(folder, "runs"), "utf8")).toBe("xxx");
  });

  test("tells a plan with changes from one without", async () => {
    const env = program("terraform", "process.exit(2)");
    const terraform = new Terraform({ binary: join(folder, "terraform"), folder, env });
    expect(await terraform.plan()).toEqual({ diagnostics: [], changes: true });
  });
});
