import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levels } from "../../../release/order/levels";
import { type Orderable, planPhases } from "../../../release/order/phases";

const nodeCount = 12;

const graph = fc.array(fc.array(fc.nat(nodeCount - 1), { maxLength: 3 }), {
  minLength: nodeCount,
  maxLength: nodeCount,
});

const items: fc.Arbitrary<Orderable[]> = fc
  .tuple(
    graph,
    fc.array(
      fc.record({
        kind: fc.constantFrom("asset" as const, "document" as const, "entry" as const),
        live: fc.boolean(),
        level: fc.nat(3),
      }),
      { minLength: nodeCount, maxLength: nodeCount },
    ),
  )
  .map(([uses, files]) =>
    files.map((file, at) => ({ ...file, key: `${at}`, uses: (uses[at] as number[]).map(String) })),
  );

/** Whether there is a way from one node to another. */
function reaches(uses: (node: number) => readonly number[], from: number, to: number): boolean {
  const seen = new Set([from]);
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop())
    for (const next of uses(node)) {
      if (next === to) return true;
      if (!seen.has(next)) open.push(next);
      seen.add(next);
    }
  return false;
}

describe("levels", () => {
  it("are above those of everything pointed to, and shared within a cycle", () => {
    fc.assert(
      fc.property(graph, (targets) => {
        const of = (node: number) => targets[node] as number[];
        const level = levels(nodeCount, of);
        for (let node = 0; node < nodeCount; node++)
          for (const target of of(node)) {
            const cycle = target === node || reaches(of, target, node);
            const above = (level[node] as number) - (level[target] as number);
            expect(cycle ? above === 0 : above > 0).toBe(true);
          }
      }),
    );
  });

  it("of a chain of 50,000 take no recursion", () => {
    expect(levels(50_000, (node) => (node === 0 ? [] : [node - 1])).at(-1)).toBe(49_999);
  });
});

describe("planPhases", () => {
  it("lets nothing go up before what it uses, unless they use each other", () => {
    fc.assert(
      fc.property(items, (files) => {
        const phases = planPhases(files);
        const place = new Map(phases.flatMap((phase, at) => phase.items.map(({ key }) => [key, at])));
        const uses = (node: number) => (files[node] as Orderable).uses.map(Number);
        for (const [node, { key }] of files.entries())
          for (const target of uses(node)) {
            if (target === node || reaches(uses, target, node)) continue;
            expect(place.get(key)).toBeGreaterThan(place.get(String(target)) as number);
          }
      }),
    );
  });

  it("has every file in exactly one phase", () => {
    fc.assert(
      fc.property(items, (files) => {
        const planned = planPhases(files).flatMap((phase) => phase.items.map(({ key }) => key));
        expect(planned.sort()).toEqual(files.map(({ key }) => key).sort());
      }),
    );
  });

  it("has a gate before whatever pages may show already and that uses something since the last one", () => {
    fc.assert(
      fc.property(items, (files) => {
        const pending = new Set<string>();
        for (const { items: phase, gate } of planPhases(files)) {
          if (gate) pending.clear();
          for (const { key, kind, live, uses } of phase)
            if (kind !== "asset" || live)
              expect(uses.filter((used) => used !== key && pending.has(used))).toEqual([]);
          for (const { key } of phase) pending.add(key);
        }
      }),
    );
  });

  it("goes through new assets, changed assets, documents and entry documents, with gates between the first three", () => {
    const file = (key: string, kind: Orderable["kind"], live: boolean): Orderable => ({
      key,
      kind,
      live,
      uses: [],
      level: 0,
    });
    const files = [
      file("index.html", "entry", true),
      file("page.html", "document", false),
      file("app.js", "asset", true),
      file("chunk.js", "asset", false),
    ];
    expect(planPhases(files).map(({ items, gate }) => [items.map(({ key }) => key), gate])).toEqual([
      [["chunk.js"], false],
      [["app.js"], true],
      [["page.html"], true],
      [["index.html"], false],
    ]);
  });
});
