import type { ProvidedContext } from "vitest";
import type { TestProject, TestSpecification } from "vitest/node";
import { bundleTests } from "./bundled/bundle";
import type { BundleKind } from "./bundled/folders";
import { warmBundle } from "./warm-bundle";

/** What tests need before the first of them, once for all that need it. */
export interface Part {
  /** What they hear of it. */
  readonly provided?: Partial<ProvidedContext>;
  stop?(): void | Promise<void>;
}

/** Each project loads this file anew. */
const ofRun = globalThis as { outlastParts?: Map<string, Promise<Part>> };

/** With what `vitest` was asked for by name; its types keep that to themselves. */
type Asked = { readonly filenamePattern?: string[] };

/**
 * Begins all that the projects of this run need when the first of them asks, since Vitest asks one after the other, and half
 * of it waits for a program that starts.
 */
export default async function beforeAll(project: TestProject): Promise<() => Promise<void>> {
  const { vitest } = project;
  ofRun.outlastParts ??= begin(await vitest.globTestSpecifications((vitest as Asked).filenamePattern));
  const parts = ofRun.outlastParts;
  const names = partsOf(project).filter((name) => parts.has(name));
  for (const part of await Promise.all(names.map((name) => parts.get(name))))
    for (const [name, value] of Object.entries(part?.provided ?? {}))
      project.provide(name as keyof ProvidedContext, value as never);
  return async () => {
    for (const name of names) {
      const part = await parts.get(name);
      parts.delete(name);
      await part?.stop?.();
    }
  };
}

function partsOf({ config, name }: TestProject): string[] {
  return [
    // Where Vitest watches, Vite translates what has changed.
    ...(config.runner === undefined ? [] : [kindOf(config)]),
    ...(name === "process" || name === "alone" ? ["verbs"] : []),
    ...(name === "e2e" ? ["verbs", "realParts"] : []),
  ];
}

function kindOf({ sequence }: TestProject["config"]): BundleKind {
  return sequence.groupOrder > 0 ? "apart" : "together";
}

function begin(tests: readonly TestSpecification[]): Map<string, Promise<Part>> {
  const ofKind = (kind: BundleKind) => tests.filter(({ project }) => kindOf(project.config) === kind);
  const beginnings: Record<string, () => Promise<Part>> = {
    apart: () => bundleTests(ofKind("apart"), "apart"),
    together: () => bundleTests(ofKind("together"), "together"),
    verbs: warmBundle,
    realParts: async () => (await import("../e2e/support/start-real-parts")).startRealParts(),
  };
  const needed = new Set(tests.flatMap((test) => partsOf(test.project)));
  return new Map(
    Object.entries(beginnings)
      .filter(([name]) => needed.has(name))
      .map(([name, start]) => {
        const part = start();
        // Whoever needs it hears of it.
        part.catch(() => {});
        return [name, part];
      }),
  );
}
