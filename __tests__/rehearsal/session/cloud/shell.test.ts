import { spawnSync } from "node:child_process";
import { afterEach, describe, expect, test, vi } from "vitest";
import { enter, exportLines, shellVariables } from "../../../../rehearsal/session/cloud/shell";

const endpoint = "http://127.0.0.1:4566";
const env = {
  PATH: process.env.PATH,
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: "rehearsal",
  AWS_SECRET_ACCESS_KEY: "rehearsal",
  HTTP_PROXY: endpoint,
  TF_CLI_CONFIG_FILE: undefined,
};

describe("another shell", () => {
  test("finds the endpoint, and the stacks that are deployed there", () => {
    expect(shellVariables(env, "/tmp/cdktf.out")).toEqual({
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "rehearsal",
      AWS_SECRET_ACCESS_KEY: "rehearsal",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      HTTP_PROXY: endpoint,
      CDKTF_OUTDIR: "/tmp/cdktf.out",
      OUTLAST_BOOTSTRAPPED: "true",
    });
  });

  test("finds the provider where Terraform cannot ask the registry", () => {
    const { TF_CLI_CONFIG_FILE } = shellVariables({ ...env, TF_CLI_CONFIG_FILE: "/tmp/terraform.rc" });
    expect(TF_CLI_CONFIG_FILE).toBe("/tmp/terraform.rc");
  });

  test("reads every line, whatever is in a path", () => {
    const folder = "/tmp/a b/it's/$HOME";
    const lines = exportLines({ A: folder, B: undefined, C: "plain" });
    expect(lines[1]).toBe("export C=plain");
    const { stdout } = spawnSync("sh", ["-c", `${lines.join("\n")}\nprintf '%s|%s' "$A" "\${B-none}"`]);
    expect(String(stdout)).toBe(`${folder}|none`);
  });
});

describe("this process", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("forgets the account of whoever started it", () => {
    vi.stubEnv("AWS_PROFILE", "production");
    vi.stubEnv("AWS_SESSION_TOKEN", "secret");
    vi.stubEnv("TF_CLI_CONFIG_FILE", "/tmp/terraform.rc");
    const before = { ...process.env };
    const { AWS_PROFILE, AWS_SESSION_TOKEN, TF_CLI_CONFIG_FILE, ...others } = before;
    try {
      enter({ ...others, ...env });
      const { AWS_ENDPOINT_URL, AWS_REGION } = process.env;
      expect([AWS_ENDPOINT_URL, AWS_REGION]).toEqual([endpoint, "us-east-1"]);
      for (const name of ["AWS_PROFILE", "AWS_SESSION_TOKEN", "TF_CLI_CONFIG_FILE"])
        expect(process.env).not.toHaveProperty(name);
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });
});
