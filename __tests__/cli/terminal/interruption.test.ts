import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { Interruption } from "../../../cli/terminal/interruption";
import { type ObjectStore, recordKeys, release, releases } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { releaseWorld } from "../../support/release/world";

/** A process to which signals are sent. */
class Source extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

function interruptible() {
  const source = new Source();
  const said: string[] = [];
  const time = { now: 0 };
  const say = (text: string) => void said.push(text);
  return { source, said, time, interruption: new Interruption(source, say, () => time.now) };
}

/** Calls back before each request of a store. */
function watched(store: ObjectStore, onRequest: () => void): ObjectStore {
  return new Proxy(store, {
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        onRequest();
        return value.apply(target, given);
      };
    },
  });
}

/** A release to two regions, and a signal when its request of this number begins. */
function releaseWithSignalAt(at: number) {
  const { source, interruption, said } = interruptible();
  const { context } = releaseWorld();
  let requests = 0;
  const guarded = (store: ObjectStore) =>
    interruption.guard(watched(store, () => void (requests++ === at && source.emit("SIGINT"))));
  const stores = { primary: guarded(context.stores.primary), replica: guarded(context.stores.replica) };
  const folder = folderOf({ "index.html": '<img src="a.png">', "a.png": "a", "b/index.html": "b" });
  return {
    context,
    source,
    said,
    requests: () => requests,
    again: () => release(folder, context),
    run: () => interruption.during(() => release(folder, { ...context, stores }, { concurrency: 1 })),
  };
}

const refused = { code: "RELEASE_INTERRUPTED", exitCode: 3 };

describe("the clock", () => {
  it("lets as many requests wait as are on their way, without a word from Node", async () => {
    const warnings: string[] = [];
    const note = ({ name }: Error) => void warnings.push(name);
    process.on("warning", note);
    const { clock } = interruptible().interruption;
    await Promise.all(Array.from({ length: 32 }, () => clock.sleep(1)));
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });
});

describe("an interrupted release", () => {
  it("gives its lock back wherever it is, so that the next one finishes the job at once", async () => {
    const undisturbed = releaseWithSignalAt(Number.POSITIVE_INFINITY);
    await undisturbed.run();
    let interrupted = 0;
    for (let at = 0; at < undisturbed.requests(); at++) {
      const { again, context, run, source } = releaseWithSignalAt(at);
      const error = await run().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error !== undefined) expect(error).toMatchObject(refused);
      interrupted += error === undefined ? 0 : 1;
      const { objects } = await context.stores.primary.list();
      expect(objects.map(({ key }) => key)).not.toContain(recordKeys.lock);
      await again();
      expect((await releases(context)).kept[0]).toMatchObject({ current: true, files: 3 });
      expect(source.listenerCount("SIGINT")).toBe(0);
    }
    expect(interrupted).toBeGreaterThan(8);
  });

  it("leaves signals alone until something is written, and once it is done", async () => {
    const { requests, run, source } = releaseWithSignalAt(0);
    await run();
    expect(requests()).toBeGreaterThan(1);
    expect(source.listenerCount("SIGINT")).toBe(0);
  });

  it("ends at once when it is told so again", async () => {
    const { said, source, interruption, time } = interruptible();
    const { context } = releaseWorld();
    const body = { kind: "bytes", bytes: new Uint8Array() } as const;
    const headers = { contentType: "text/plain", cacheControl: "no-store" };
    await interruption.guard(context.stores.primary).put("a", body, { headers });
    source.emit("SIGTERM");
    expect(said).toEqual([expect.stringContaining("Ctrl-C again ends at once")]);
    time.now = 100;
    source.emit("SIGINT");
    expect(source.exits, "one Ctrl-C, which npx has passed on").toEqual([]);
    time.now = 2000;
    source.emit("SIGINT");
    expect(source.exits).toEqual([3]);
    expect(said).toHaveLength(1);
  });

  it("is complete if it was only waiting for the invalidation", async () => {
    const { source, interruption } = interruptible();
    const { context } = releaseWorld();
    const primary = interruption.guard(context.stores.primary);
    const invalidator = {
      invalidate: async () => ({
        id: "I1",
        wait: async () => {
          source.emit("SIGINT");
          await interruption.clock.sleep(3_600_000);
          return true;
        },
      }),
    };
    const stores = { ...context.stores, primary };
    const run = (text: string) =>
      release(
        folderOf({ "index.html": text }),
        { ...context, stores, invalidator },
        { waitForInvalidation: true },
      );
    await release(folderOf({ "index.html": "one" }), context);
    expect(await interruption.during(() => run("two"))).toMatchObject({
      changed: true,
      invalidation: { completed: false, unwatched: "Error: a signal ended the wait" },
    });
    const { objects } = await context.stores.primary.list();
    expect(objects.map(({ key }) => key)).not.toContain(recordKeys.lock);
  });

  it("does not go on waiting", async () => {
    const { source, interruption } = interruptible();
    const { context } = releaseWorld();
    const body = { kind: "bytes", bytes: new Uint8Array() } as const;
    const headers = { contentType: "text/plain", cacheControl: "no-store" };
    await interruption.guard(context.stores.primary).put("a", body, { headers });
    const waiting = interruption.during(() => interruption.clock.sleep(3_600_000));
    source.emit("SIGHUP");
    await expect(waiting).rejects.toMatchObject(refused);
  });
});
