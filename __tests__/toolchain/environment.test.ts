import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { terraformEnvironment } from "../../toolchain";

const endpoint = "http://127.0.0.1:4566";
const mirror = async () => ({ path: "/somewhere/plugins", version: "5.100.0" });
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-environment-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("terraformEnvironment", () => {
  test("leaves no way to a real account once there is a local endpoint", async () => {
    const env = await terraformEnvironment({
      endpoint,
      mirror,
      env: { PATH: "/bin", AWS_PROFILE: "production", AWS_SESSION_TOKEN: "secret", AWS_ENDPOINT_URL_S3: "x" },
    });
    const aws = Object.keys(env).filter((name) => name.startsWith("AWS_"));
    expect(aws.sort()).toEqual([
      "AWS_ACCESS_KEY_ID",
      "AWS_CONFIG_FILE",
      "AWS_EC2_METADATA_DISABLED",
      "AWS_ENDPOINT_URL",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SHARED_CREDENTIALS_FILE",
    ]);
    expect(env).toMatchObject({ PATH: "/bin", AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: "rehearsal" });
  });

  test("keeps how the SDK behaves", async () => {
    const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
    expect(await terraformEnvironment({ endpoint, mirror, env: quiet })).toMatchObject(quiet);
  });

  test("is its own proxy, for clients that put a name before the endpoint's address", async () => {
    const corporate = { HTTP_PROXY: "http://proxy.example.com", HTTPS_PROXY: "http://proxy.example.com" };
    expect(await terraformEnvironment({ endpoint, mirror, env: corporate })).toMatchObject({
      HTTP_PROXY: endpoint,
      http_proxy: endpoint,
      HTTPS_PROXY: "http://proxy.example.com",
    });
  });

  test("leaves the user's own account alone without one", async () => {
    const env = await terraformEnvironment({ mirror, env: { AWS_PROFILE: "production" } });
    expect(env).toMatchObject({ AWS_PROFILE: "production" });
    expect(env.AWS_ENDPOINT_URL).toBeUndefined();
  });

  test("lets Terraform collect garbage less often than Go does by itself, and as often as the user says", async () => {
    expect(await terraformEnvironment({ mirror, env: {} })).toMatchObject({ GOGC: "400" });
    expect(await terraformEnvironment({ mirror, env: { GOGC: "50" } })).toMatchObject({ GOGC: "50" });
  });

  test("takes the AWS provider from the mirror, all others from the registry, and keeps the user's settings", async () => {
    const user = join(folder, "user.rc");
    writeFileSync(user, "disable_checkpoint = true\n");
    const env = await terraformEnvironment({ mirror, env: { TF_CLI_CONFIG_FILE: user } });
    const text = readFileSync(env.TF_CLI_CONFIG_FILE ?? "", "utf8");
    expect(text).toContain("disable_checkpoint = true");
    expect(text).toMatch(
      /filesystem_mirror \{\s+path\s+= "\/somewhere\/plugins"\s+include = \["registry\.terra/,
    );
    expect(text).toMatch(/direct \{\s+exclude = \["registry\.terraform\.io\/hashicorp\/aws"\]/);
  });

  test("leaves a user's own provider_installation as it is", async () => {
    const user = join(folder, "user.rc");
    writeFileSync(user, "provider_installation {\n  direct {}\n}\n");
    const env = await terraformEnvironment({
      env: { TF_CLI_CONFIG_FILE: user },
      mirror: () => Promise.reject(new Error("searched")),
    });
    expect(env.TF_CLI_CONFIG_FILE).toBe(user);
  });

  test("names no CLI configuration when the named one does not exist and there is no mirror", async () => {
    const env = await terraformEnvironment({
      env: { TF_CLI_CONFIG_FILE: join(folder, "absent.rc") },
      mirror: async () => undefined,
    });
    expect(env.TF_CLI_CONFIG_FILE).toBeUndefined();
  });
});
