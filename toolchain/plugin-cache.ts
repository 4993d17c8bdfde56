import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { choosesProviders, pluginCacheOf, readCliConfig } from "./cli-config";
import { isRunning } from "./is-running";
import type { Environment } from "./which";

/**
 * Where `terraform init` keeps providers for the next run, on a machine that says nothing of that. Terraform neither guards
 * its cache against two that write nor unpacks into it at once, so it is lent to one run at a time, and what no run has
 * said to be whole goes before the next.
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
 */
export class PluginCache {
  readonly #mark: string;
  readonly #whole: string;
  readonly #folder: string;

  private constructor(cache: string) {
    this.#folder = join(cache, "plugins");
    this.#mark = join(cache, "plugins.in-use");
    this.#whole = join(cache, "plugins.whole");
  }

  /**
   * @param env of Terraform, as `terraformEnvironment` makes it
   * @param cache the folder of what can be made again
   * @returns undefined where a mirror or a cache is there already, or another run has this one
   */
  static async borrow(env: Environment, cache: string): Promise<PluginCache | undefined> {
    const config = await readCliConfig(env);
    if (env.TF_PLUGIN_CACHE_DIR || pluginCacheOf(config) || choosesProviders(config)) return undefined;
    const borrowed = new PluginCache(cache);
    return borrowed.#take() ? borrowed : undefined;
  }

  /**
   * For runs of `init` that wait for each other. A new stack has no lock file: without the second variable Terraform
   * would take nothing from the cache there.
   */
  get variables(): Environment {
    return { TF_PLUGIN_CACHE_DIR: this.#folder, TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true" };
  }

  /** All that is in it is whole: an `init` has ended well. */
  keep(): void {
    writeFileSync(this.#whole, JSON.stringify(this.#packages()));
  }

  giveBack(): void {
    rmSync(this.#mark, { force: true });
  }

  /** A cache that cannot be written is none. */
  #take(): boolean {
    try {
      mkdirSync(this.#folder, { recursive: true });
      const pid = Number(textOf(this.#mark));
      // In a container that is started again, a run that was killed had the number that this one has.
      if (pid === process.pid || !isRunning(pid)) rmSync(this.#mark, { force: true });
      writeFileSync(this.#mark, String(process.pid), { flag: "wx" });
      const whole: string[] = JSON.parse(textOf(this.#whole) || "[]");
      for (const one of this.#packages())
        if (!whole.includes(one)) rmSync(join(this.#folder, one), { recursive: true });
      return true;
    } catch {
      return false;
    }
  }

  /** `<host>/<namespace>/<type>/<version>/<platform>`, which a provider is unpacked in. */
  #packages(): string[] {
    const all = readdirSync(this.#folder, { recursive: true, encoding: "utf8" });
    return all.filter((path) => path.split(sep).length === 5).sort();
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
