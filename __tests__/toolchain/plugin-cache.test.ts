import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PluginCache } from "../../toolchain/plugin-cache";

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "outlast-plugins-"));
});
afterEach(() => rmSync(cache, { recursive: true }));

/** Variables of a machine whose user has that configuration of Terraform. */
function machine(config = ""): { readonly TF_CLI_CONFIG_FILE: string } {
  const file = join(cache, "terraform.rc");
  writeFileSync(file, config);
  return { TF_CLI_CONFIG_FILE: file };
}

/** Has an `init` unpack a provider there. */
function unpacked(folder = "", version = "6.66.0"): string {
  const one = join(folder, "registry.terraform.io/hashicorp/aws", version, "linux_amd64");
  mkdirSync(one, { recursive: true });
  writeFileSync(join(one, "terraform-provider-aws"), "");
  return one;
}

describe("the plugin cache of a machine that says nothing of providers", () => {
  test("is below what can be made again, and is used where a new stack has no lock file", async () => {
    const borrowed = await PluginCache.borrow(machine(), cache);
    expect(borrowed?.variables).toEqual({
      TF_PLUGIN_CACHE_DIR: join(cache, "plugins"),
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true",
    });
    // Terraform refuses one that is not there.
    expect(existsSync(join(cache, "plugins"))).toBe(true);
  });

  test.each([
    [
      "a mirror, or the user's choice",
      'provider_installation {\n  filesystem_mirror {\n    path = "/x"\n  }\n}\n',
      {},
    ],
    ["a cache in the user's configuration", 'plugin_cache_dir = "/x"\n', {}],
    ["a cache in the user's variables", "", { TF_PLUGIN_CACHE_DIR: "/x" }],
  ])("is left alone where there is %s", async (_what, config, env) => {
    expect(await PluginCache.borrow({ ...machine(config), ...env }, cache)).toBeUndefined();
    expect(existsSync(join(cache, "plugins"))).toBe(false);
  });

  test("is lent to one run at a time, and again once it was given back or its run was killed", async () => {
    const first = await PluginCache.borrow(machine(), cache);
    // Of another process that is there.
    writeFileSync(join(cache, "plugins.in-use"), String(process.ppid));
    expect(await PluginCache.borrow(machine(), cache)).toBeUndefined();
    first?.giveBack();
    expect(await PluginCache.borrow(machine(), cache)).toBeDefined();
    writeFileSync(join(cache, "plugins.in-use"), String(2 ** 22 + 1));
    expect(await PluginCache.borrow(machine(), cache)).toBeDefined();
  });

  test("has what an init that ended well has left, and nothing of one that was interrupted", async () => {
    const first = await PluginCache.borrow(machine(), cache);
    const folder = first?.variables.TF_PLUGIN_CACHE_DIR;
    const whole = unpacked(folder);
    first?.keep();
    const half = unpacked(folder, "6.67.0");
    first?.giveBack();
    await PluginCache.borrow(machine(), cache);
    expect([existsSync(whole), existsSync(half)]).toEqual([true, false]);
  });

  test("is none where nothing can be written", async () => {
    writeFileSync(join(cache, "plugins"), "in the way");
    expect(await PluginCache.borrow(machine(), cache)).toBeUndefined();
  });
});
