import { describe, expect, it } from "vitest";
import { release, releases, rollback } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { Executioner, Killed } from "../../support/release/killed";
import { Visitors } from "../../support/release/visitors";
import { buckets, releaseWorld } from "../../support/release/world";

const day = 86_400_000;
const options = { yes: true, breakLock: true, concurrency: 1 };

const before = {
  "index.html": '<img src="/assets/logo.png"><link rel=stylesheet href="/assets/a.a1b2c3d4.css">',
  "old/index.html": '<link rel=stylesheet href="/assets/a.a1b2c3d4.css">',
  "assets/a.a1b2c3d4.css": "a{b:url(/assets/logo.png)}",
  "assets/logo.png": "one",
};
const after = {
  "index.html": '<img src="/assets/logo.png"><link rel=stylesheet href="/assets/a.0f9e8d7c.css">',
  "new/index.html": '<link rel=stylesheet href="/assets/a.0f9e8d7c.css">',
  "assets/a.0f9e8d7c.css": "a{b:url(/assets/new.png)}",
  "assets/new.png": "new",
  "assets/logo.png": "two",
};

/** The listings of both regions, the pointer and the manifest. */
const readsBeforeLock = 4;

const reads = new Set<PropertyKey>(["list", "head", "get"]);

function world() {
  const problems: string[] = [];
  let lookedAt = Number.NaN;
  const executioner = new Executioner((request) => {
    // What only reads changes nothing for visitors, unless time has passed.
    if (reads.has(request) && made.clock.now() === lookedAt) return;
    lookedAt = made.clock.now();
    problems.push(...visitors.look());
  });
  const made = releaseWorld({ wrap: executioner.wrap });
  const visitors = new Visitors(made.regions, made.clock.now, day, false);
  return { ...made, executioner, problems };
}

async function requestsOf(kind: "release" | "rollback"): Promise<number> {
  const { context, executioner } = world();
  await release(folderOf(before), context, options);
  if (kind === "rollback") await release(folderOf(after), context, options);
  executioner.requests = 0;
  await (kind === "release"
    ? release(folderOf(after), context, options)
    : rollback(undefined, context, options));
  return executioner.requests;
}

function bodies(made: ReturnType<typeof world>, name: string, keys: readonly string[]): string[] {
  return keys.map((key) => new TextDecoder().decode(made.regions.store(name).get(key).content.body));
}

describe("a release that is killed", () => {
  // A rollback is a release of other sources: every third request shows that they are ordered alike.
  it.each([
    ["release", 1],
    ["rollback", 3],
  ] as const)(
    "at any request of a %s leaves the site whole, and the next one finishes the job",
    async (kind, stride) => {
      const count = await requestsOf(kind);
      expect(count).toBeGreaterThan(15);
      const wanted = kind === "release" ? after : before;
      const [old, next] = [folderOf(before), folderOf(after)];
      for (let at = 0; at < count; at += stride) {
        for (const done of [false, true]) {
          const made = world();
          await release(old, made.context, options);
          if (kind === "rollback") await release(next, made.context, options);
          const run = () =>
            kind === "release"
              ? release(next, made.context, options)
              : rollback(undefined, made.context, options);
          made.executioner.killAfter(at, done);
          await expect(run()).rejects.toThrow(Killed);
          made.executioner.spare();
          await made.clock.sleep(3000);
          await release(kind === "release" ? next : old, made.context, options);
          expect(made.problems).toEqual([]);
          for (const name of Object.values(buckets))
            expect(bodies(made, name, Object.keys(wanted))).toEqual(Object.values(wanted));
          const { kept, unfinished } = await releases(made.context);
          expect([kept[0]?.current, unfinished]).toEqual([true, undefined]);
        }
      }
    },
    120_000,
  );

  it("at any request is undone by a plain rollback, which is finished by another one where it is killed too", async () => {
    const [older, old, next] = [folderOf({ "index.html": "older" }), folderOf(before), folderOf(after)];
    const prepared = async () => {
      const made = world();
      await release(older, made.context, options);
      const { release: complete } = await release(old, made.context, options);
      await made.clock.sleep(3000);
      return { ...made, complete };
    };
    const measured = await prepared();
    measured.executioner.requests = 0;
    await release(next, measured.context, options);
    const count = measured.executioner.requests;
    let undone = 0;
    for (let at = 0; at < count; at++)
      for (const done of [false, true]) {
        const made = await prepared();
        made.executioner.killAfter(at, done);
        await expect(release(next, made.context, options)).rejects.toThrow(Killed);
        made.executioner.spare();
        const { kept, unfinished } = await releases(made.context);
        const live = kept.find(({ current }) => current)?.id;
        if (unfinished === undefined) {
          // It had only read, or it was complete.
          expect(at <= readsBeforeLock || live !== made.complete).toBe(true);
          continue;
        }
        undone++;
        made.executioner.killAfter((at * 7) % 20, done);
        await rollback(undefined, made.context, options).catch((error) =>
          expect(error).toBeInstanceOf(Killed),
        );
        made.executioner.spare();
        if ((await releases(made.context)).unfinished) await rollback(undefined, made.context, options);
        const now = await releases(made.context);
        expect([now.unfinished, now.kept[0]?.current, now.kept[0]?.rollbackTo]).toEqual([
          undefined,
          true,
          made.complete,
        ]);
        expect(now.kept.filter(({ id }) => id > made.complete)).toHaveLength(1);
        expect(made.problems).toEqual([]);
        await made.clock.sleep(3000);
        for (const name of Object.values(buckets))
          expect(bodies(made, name, Object.keys(before))).toEqual(Object.values(before));
        const again = await rollback(undefined, made.context, options);
        expect(again.rollbackTo).toBe(now.kept.at(-1)?.id);
      }
    expect(undone).toBeGreaterThan(count);
  });

  it("keeps others out until its lock expires", async () => {
    const { context, executioner, clock } = world();
    executioner.killAfter(4, false);
    await expect(release(folderOf(before), context)).rejects.toThrow(Killed);
    executioner.spare();
    await expect(release(folderOf(before), context)).rejects.toThrow("RELEASE_LOCKED");
    await clock.sleep(11 * 60_000);
    expect(await release(folderOf(before), context)).toMatchObject({ changed: true });
  });
});

describe("two releases at once", () => {
  it("leave the second one refused and the first one's site whole", async () => {
    const refused: unknown[] = [];
    const made = releaseWorld({
      wrap: (store) => ({
        ...store,
        async put(key, body, put) {
          if (key === "index.html" && store.name === buckets.primary) {
            const second = release(folderOf({ ...after, "more.html": "" }), made.context, { user: "bob" });
            refused.push(await second.catch(String));
          }
          return store.put(key, body, put);
        },
      }),
    });
    await release(folderOf(after), made.context, { user: "alice" });
    expect(refused).toEqual([expect.stringMatching(/RELEASE_LOCKED: alice, release/)]);
    const site = made.regions.store(buckets.primary);
    const live = Object.keys(after).map((key) => new TextDecoder().decode(site.get(key).content.body));
    expect(live).toEqual(Object.values(after));
  });

  it("end the first one when its lock was taken over while it stood still", async () => {
    const made = releaseWorld({
      wrap: (store) => ({
        ...store,
        async put(key, body, put) {
          if (key === "slow.html" && store.name === buckets.primary) {
            await made.clock.sleep(20 * 60_000);
            await release(folderOf({ "index.html": "fast" }), made.context, { yes: true });
          }
          return store.put(key, body, put);
        },
      }),
    });
    const slow = folderOf({ "index.html": "slow", "slow.html": "" });
    await expect(release(slow, made.context)).rejects.toThrow("RELEASE_LOCK_LOST");
    const { content } = made.regions.store(buckets.primary).get("index.html");
    expect(new TextDecoder().decode(content.body)).toBe("fast");
  });
});
