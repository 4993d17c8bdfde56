import type { CompiledBehavior, CompiledDistribution } from "./compiled-distribution";
import { normalizedPath } from "./normalized-path";

/**
 * The first behaviour whose pattern matches, the default one last. The path is matched in its normalized form,
 * and goes to the origin as the viewer wrote it (CloudFront guide, Path pattern).
 */
export function behaviorFor(distribution: CompiledDistribution, path: string): CompiledBehavior {
  const { behaviors } = distribution;
  const fallback = behaviors[behaviors.length - 1] as CompiledBehavior;
  if (behaviors.length === 1) return fallback;
  const normalized = normalizedPath(path);
  for (const behavior of behaviors) if (behavior.matches(normalized)) return behavior;
  return fallback;
}
