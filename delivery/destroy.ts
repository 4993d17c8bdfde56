import { ownProject } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import type { DeployOptions } from "./deploy";
import type { Ports } from "./ports";
import { initialized } from "./stack-runs";

/** Destroys what the named stacks made. Buckets go only when they are empty, and the state's bucket never. */
export async function destroy(
  names: readonly [string, ...string[]],
  { lockTimeout }: DeployOptions,
  ports: Ports,
): Promise<void> {
  const stacks = synthesizedStacks(ownProject(), names);
  for await (const { name, say, terraform } of initialized(stacks, { lockTimeout, ports })) {
    const { changes } = await terraform.plan({ destroy: true });
    if (!changes) {
      say("there is nothing to destroy");
      continue;
    }
    await ports.confirm(`Everything of ${name} will be gone.`, name);
    await terraform.destroy();
    say("destroyed");
  }
}
