import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { searchProviderMirror } from "../../toolchain/provider-mirror";

const target = `${platform()}_${{ x64: "amd64" }[arch() as "x64"] ?? arch()}`;
const offline = async () => false;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "outlast-mirror-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function unpacked(folder: string, version: string, platformName = target): void {
  mkdirSync(join(root, folder, "registry.terraform.io/hashicorp/aws", version, platformName), {
    recursive: true,
  });
}

function packed(folder: string, version: string): void {
  const provider = join(root, folder, "registry.terraform.io/hashicorp/aws");
  mkdirSync(provider, { recursive: true });
  writeFileSync(join(provider, `terraform-provider-aws_${version}_${target}.zip`), "");
}

describe("providerMirror", () => {
  test("takes the first usual place that has the provider, without asking the registry", async () => {
    unpacked("second", "5.100.0");
    const mirror = await searchProviderMirror({
      places: [join(root, "first"), join(root, "second")],
      registryReachable: () => Promise.reject(new Error("asked")),
    });
    expect(mirror).toEqual({ path: join(root, "second"), version: "5.100.0" });
  });

  test("names the newest version that the stacks accept", async () => {
    for (const version of ["5.99.0", "5.100.0", "6.9.0", "6.13.0", "7.0.0"]) unpacked("", version);
    expect(await searchProviderMirror({ places: [root] })).toMatchObject({ version: "6.13.0" });
  });

  test("knows packed mirrors too", async () => {
    packed("", "5.100.0");
    expect(await searchProviderMirror({ places: [root] })).toMatchObject({ version: "5.100.0" });
  });

  test("passes over versions that are too old, and over other machines' builds", async () => {
    unpacked("", "4.67.0");
    unpacked("", "5.100.0", "plan9_mips");
    const search = { places: [root], registryReachable: async () => true };
    expect(await searchProviderMirror(search)).toBeUndefined();
  });

  test("looks through the machine only where the registry cannot be reached", async () => {
    unpacked("opt/some/mirror", "5.100.0");
    expect(
      await searchProviderMirror({ places: [], root, registryReachable: async () => true }),
    ).toBeUndefined();
    expect(await searchProviderMirror({ places: [], root, registryReachable: offline })).toEqual({
      path: join(root, "opt/some/mirror"),
      version: "5.100.0",
    });
  });

  test("does not look into node_modules or into other projects' working folders", async () => {
    unpacked("node_modules/plugins", "5.100.0");
    unpacked("project/.terraform/providers", "5.100.0");
    expect(await searchProviderMirror({ places: [], root, registryReachable: offline })).toBeUndefined();
  });
});
