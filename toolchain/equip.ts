import { join } from "node:path";
import { OutlastError } from "../errors/outlast-error";
import { findTerraform } from "./find-terraform";
import { installMoto } from "./install-moto";
import { toolCache } from "./tool-cache";
import { type Environment, which } from "./which";

/** What a set-up goes by. */
export interface EquipOptions {
  readonly say: (line: string) => void;
  readonly env?: Environment;
  /** @default the project's */
  readonly cache?: string;
}

/** Sets up what the tests and the local cloud need and the machine has not got; returns what could not be had. */
export async function equip({
  env = process.env,
  say,
  cache = toolCache(env),
}: EquipOptions): Promise<OutlastError[]> {
  const steps = [
    () => findTerraform(env, { cache, say }),
    async () => (await which("moto_server", env)) ?? installMoto({ env, folder: join(cache, "moto"), say }),
  ];
  const missing: OutlastError[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof OutlastError)) throw error;
      missing.push(error);
    }
  }
  return missing;
}
