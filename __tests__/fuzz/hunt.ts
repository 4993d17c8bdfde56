import { mutate, randomOf } from "./mutate";
import type { FuzzTarget } from "./target";

/** A document that a reader was not up to. */
export interface FoundFault {
  /** Where it was thrown, or how long it took: the same for the same kind. */
  readonly kind: string;
  readonly text: string;
}

/** Milliseconds of the processor that no document may take: the machine may have much else to do. */
const longest = 10_000;

/** What the mutant of a number comes to; undefined where it was read, or refused as it should be. */
export async function tryMutant(target: FuzzTarget, number: number): Promise<FoundFault | undefined> {
  const random = randomOf(number + 1);
  const seeds = await seedsOf(target);
  const seed = seeds[number % seeds.length] ?? "{}";
  const text = (target.mutate ?? mutate)(seed, random);
  const began = process.cpuUsage();
  try {
    await target.read(text);
  } catch (error) {
    if (!target.isRefusal(error)) return { kind: kindOf(error), text };
  }
  const { user, system } = process.cpuUsage(began);
  const took = (user + system) / 1_000;
  return took > longest ? { kind: `took ${Math.round(took)} ms`, text } : undefined;
}

const made = new WeakMap<FuzzTarget, Promise<readonly string[]>>();

/** Made once, and kept, where they take work. */
async function seedsOf(target: FuzzTarget): Promise<readonly string[]> {
  if (typeof target.seeds !== "function") return target.seeds;
  const seeds = made.get(target) ?? target.seeds();
  made.set(target, seeds);
  return seeds;
}

function kindOf(error: unknown): string {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const [, at = ""] = stack.slice(stack.indexOf(message) + message.length).split("\n");
  return `${message.slice(0, 120)} ${at.trim()}`;
}
