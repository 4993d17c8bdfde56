import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { release } from "../../release";
import { folderOf } from "../support/release/folder";
import { Executioner } from "../support/release/killed";
import { buckets, releaseWorld, seeded } from "../support/release/world";

const count = 5;

/** Ways to name another module. */
const ways: readonly ((name: string) => string)[] = [
  (name) => `import "./${name}.js";`,
  (name) => `export * from "/assets/${name}.js";`,
  (name) => `const lazy${name} = () => import("./${name}.js");`,
  (name) => `import * as ${name} from "${name}";`,
  (name) => `const at${name} = new URL("./${name}.js", import.meta.url);`,
];

const moduleSeed = fc.record({
  present: fc.boolean(),
  changes: fc.boolean(),
  /** Bits: which of those below it are imported. */
  imports: fc.nat(2 ** count - 1),
  way: fc.nat(ways.length - 1),
});

const step = fc.array(moduleSeed, { minLength: count, maxLength: count });

type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;

/** The sites of consecutive releases. A module that changes says in which release it did, and what it imports of which. */
function sitesOf(steps: readonly Step[]): Record<string, string>[] {
  const stamps = new Array<number>(count).fill(-1);
  const texts = new Map<number, string>();
  const map = Object.fromEntries(stamps.map((_, at) => [`m${at}`, `/assets/m${at}.js`]));
  return steps.map((modules, time) => {
    for (const [at, { changes, imports, present, way }] of modules.entries()) {
      if (!present && !texts.has(at)) continue;
      if (!changes && texts.has(at)) continue;
      stamps[at] = time;
      const below = [...texts.keys()].filter((other) => other < at && (imports >> other) & 1);
      const needs = below.map((other) => `m${other}@${stamps[other]}`);
      const code = below.map((other) => ways[(way + other) % ways.length]?.(`m${other}`));
      texts.set(at, `// m${at}@${time} needs ${needs.join(" ")}\n${code.join("\n")}`);
    }
    const loaded = [...texts.keys()]
      .sort()
      .map((at) => `<script type=module src=/assets/m${at}.js></script>`);
    return {
      "index.html": `<script type=importmap>${JSON.stringify({ imports: map })}</script>${loaded.join("")}`,
      ...Object.fromEntries([...texts].map(([at, text]) => [`assets/m${at}.js`, text])),
    };
  });
}

/** Of the modules that pages load, those that a bucket has before what they import. */
function early(objects: ReadonlyMap<string, string>, loaded: ReadonlySet<string>): string[] {
  const stampOf = (name: string) => Number(/@(\d+)/.exec(objects.get(`assets/${name}.js`) ?? "")?.[1] ?? -1);
  const asked = [...objects].filter(([key]) => loaded.has(key));
  return asked.flatMap(([key, text]) =>
    [...(text.split("\n")[0] as string).replace(/^.* needs/, "").matchAll(/(m\d)@(\d+)/g)]
      .filter(([, name, stamp]) => stampOf(name as string) < Number(stamp))
      .map(([need]) => `${key} before ${need}`),
  );
}

function textsOf({ regions }: ReturnType<typeof releaseWorld>, bucket: string): Map<string, string> {
  const { contents } = regions.store(bucket).list();
  return new Map(contents.map(({ key, content }) => [key, new TextDecoder().decode(content.body)]));
}

function loadedBy(page: string): string[] {
  return [...page.matchAll(/src=\/(assets\/m\d\.js)/g)].map(([, key]) => key as string);
}

describe("modules", () => {
  it("are never live before what they import, in either region, however they name it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), fc.nat(), async (steps, seed) => {
        const problems: string[] = [];
        const random = seeded(seed);
        const watcher = new Executioner(() => look());
        const world = releaseWorld({ wrap: watcher.wrap, random, lag: () => random() * 30_000 });
        const look = () => {
          const regions = Object.values(buckets).map((bucket) => ({
            bucket,
            objects: textsOf(world, bucket),
          }));
          const loaded = new Set(regions.flatMap(({ objects }) => loadedBy(objects.get("index.html") ?? "")));
          for (const { bucket, objects } of regions)
            problems.push(...early(objects, loaded).map((problem) => `${bucket}: ${problem}`));
        };
        for (const site of sitesOf(steps)) {
          await release(folderOf(site), world.context, { concurrency: 3 });
          expect(problems).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });
});
