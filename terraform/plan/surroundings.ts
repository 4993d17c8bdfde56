import { known, type Resource, type Resources } from "../resources";
import type { Values } from "../value";
import { moduleInstanceOf, modulesOf, ownNamesOf, type PlanConfiguration } from "./plan-configuration";
import type { Link } from "./plan-links";
import type { PlannedResource } from "./planned";

/** An attribute of a resource that may be what a plan does not name. */
export interface Candidate {
  readonly resource: Resource;
  readonly name: string;
}

/**
 * What a value may come from where a plan does not say: plans carry neither locals nor `dynamic` blocks. What is
 * meant is then of a type that fits, and in reach: of the same module, handed over to it, or anywhere.
 */
export class Surroundings {
  readonly #resources: Resources;
  readonly #configuration: PlanConfiguration;

  constructor(resources: Resources, configuration: PlanConfiguration) {
    this.#resources = resources;
    this.#configuration = configuration;
  }

  candidates(from: PlannedResource, options: readonly Link[]): Candidate[] {
    const all = options.flatMap(({ type, attributes: [name] }) =>
      (["managed", "data"] as const)
        .flatMap((mode) => this.#resources.ofType(type, mode))
        .map((resource) => ({ resource, name })),
    );
    const others = all.filter(({ resource }) => resource.address !== from.address);
    const module = moduleInstanceOf(from.address);
    const handedOver = this.#configuration.handedOver(from);
    const near = others.filter(({ resource }) => moduleInstanceOf(resource.address) === module);
    const given = others.filter(({ resource }) =>
      handedOver.some(
        ({ type, modules, name }) =>
          resource.type === type &&
          modulesOf(resource.address).join(".") === modules.join(".") &&
          wordsOf(resource.address).includes(name.toLowerCase()),
      ),
    );
    return ofSameKey(near.length > 0 ? near : given.length > 0 ? given : others, from);
  }

  /**
   * Those whose names have most in common with what refers and the block that it is in; of several, with the blocks
   * around that one, from within.
   */
  closest(
    candidates: readonly Candidate[],
    from: PlannedResource,
    block: Values = {},
    around: readonly Values[] = [],
  ): readonly Candidate[] {
    const own = textsOf(block);
    const inner = nearest(candidates, [from.address, ...own], [...ownNamesOf(from.address), ...own]);
    return around.reduce((left, outer) => nearest(left, [], textsOf(outer)), inner);
  }
}

/** Those with most words of `texts` in their address, bucket and name, and of `ownTexts` in their own names. */
function nearest(
  candidates: readonly Candidate[],
  texts: readonly string[],
  ownTexts: readonly string[],
): readonly Candidate[] {
  if (candidates.length < 2) return candidates;
  const hints = new Set(texts.flatMap(wordsOf));
  const ownHints = new Set(ownTexts.flatMap(wordsOf));
  const scored = candidates.map((candidate) => {
    const { resource } = candidate;
    const named = ["bucket", "name"].map((attribute) => known(resource, attribute));
    const words = new Set(
      [resource.address, ...named.filter((one) => typeof one === "string")].flatMap(wordsOf),
    );
    const owned = new Set(ownNamesOf(resource.address).flatMap(wordsOf));
    const shared = [...words].filter((word) => hints.has(word)).length;
    // Names of modules are in every address of theirs.
    return { candidate, score: shared + [...owned].filter((word) => ownHints.has(word)).length };
  });
  const best = scored.reduce((most, { score }) => Math.max(most, score), 0);
  return scored.filter(({ score }) => score === best).map(({ candidate }) => candidate);
}

function textsOf(block: Values): string[] {
  return Object.values(block).filter((value): value is string => typeof value === "string");
}

/** Instances are made over the same keys, or over resources by their names: those of the same key, if there are any. */
function ofSameKey(candidates: readonly Candidate[], { address }: PlannedResource): Candidate[] {
  const [, key] = ownNamesOf(address);
  const same = candidates.filter(
    ({ resource }) => key !== undefined && ownNamesOf(resource.address).includes(key),
  );
  return same.length > 0 ? same : [...candidates];
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}
