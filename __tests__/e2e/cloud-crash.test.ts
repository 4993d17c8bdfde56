import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { eventually } from "../support/eventually";
import { RawAws } from "./support/raw-aws";

const bucket = "docs-primary";
const seed = Number(process.env.OUTLAST_SEED ?? 20170228);
/** After how many writes a run is killed. */
const points = fc.sample(fc.nat(80), { seed, numRuns: 3 });

let folder: string;
let run: Run;
/** What was asked to be written, by key; and what has been answered with 200. */
let asked: Map<string, string>;
let done: Set<string>;

/** `outlast cloud --only-endpoint --keep` in a process that can be killed. */
class Run {
  said = "";
  readonly aws: RawAws;
  readonly ended: Promise<unknown[]>;
  #url = "";
  #key = "";

  private constructor(readonly child: ChildProcess) {
    this.ended = once(child, "exit");
    this.aws = new RawAws(
      () => this.#url,
      () => this.#key,
    );
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.said += text;
      });
  }

  static async start(): Promise<Run> {
    const args = ["bin/outlast.mjs", "cloud", "--only-endpoint", "--keep", folder];
    const started = new Run(spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] }));
    await started.says(/^edge at /m);
    started.#url = /AWS_ENDPOINT_URL=(.*)$/m.exec(started.said)?.[1] ?? "";
    started.#key = /AWS_ACCESS_KEY_ID=(.*)$/m.exec(started.said)?.[1] ?? "";
    return started;
  }

  says(what: RegExp): Promise<void> {
    return eventually(() => {
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode}: ${this.said}`);
      expect(this.said).toMatch(what);
    });
  }

  /** No file of this process may be longer from now on. */
  limit(bytes: number | "unlimited"): void {
    execFileSync("prlimit", ["--pid", String(this.child.pid), `--fsize=${bytes}:`]);
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<unknown> {
    this.child.kill(signal);
    return (await this.ended)[0];
  }
}

/** Writes one object more. */
async function write(): Promise<number> {
  const key = `k${asked.size}`;
  asked.set(key, `text ${key}`);
  const { status } = await run.aws.s3(`/${bucket}/${key}`, { method: "PUT", body: `text ${key}` });
  if (status === 200) done.add(key);
  return status;
}

/** Four who write at once, until the process is gone or `enough` says so. */
async function writeUntil(enough: () => boolean): Promise<void> {
  const one = async () => {
    while (!enough()) await write();
  };
  await Promise.allSettled([one(), one(), one(), one()]);
}

const sizeOf = (name: string) => statSync(join(folder, name)).size;
const isKept = () =>
  eventually(() => {
    const { recorded } = JSON.parse(readFileSync(join(folder, "cloud.json"), "utf8"));
    expect(recorded).toBe(sizeOf("moto.recording"));
  });

/** What is there, each object as it was written, and by its list of versions too. */
async function there(): Promise<string[]> {
  const listed = async (query: string) => {
    const xml = await (await run.aws.s3(`/${bucket}?${query}`)).text();
    return [...xml.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = ""]) => key).sort();
  };
  const keys = await listed("list-type=2");
  expect(await listed("versions=")).toEqual(keys);
  for (const key of keys) {
    const answer = await run.aws.s3(`/${bucket}/${key}`);
    expect([key, answer.status, await answer.text()]).toEqual([key, 200, asked.get(key)]);
  }
  return keys;
}

/** The next start has what the last snapshot had, and says what it has not. */
async function goesOn(kept: ReadonlySet<string>): Promise<void> {
  run = await Run.start();
  const keys = new Set(await there());
  expect([...kept].filter((key) => !keys.has(key))).toEqual([]);
  const [, lost] = /what (\d+) requests after the one before did is lost/.exec(run.said) ?? [];
  const missing = [...done].filter((key) => !keys.has(key));
  expect(Number(lost ?? 0)).toBeGreaterThanOrEqual(missing.length);
  expect(await write()).toBe(200);
  done = new Set(await there());
  await isKept();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outlast-e2e-crash-"));
  [asked, done] = [new Map(), new Set()];
  run = await Run.start();
  await run.aws.makeBucket(bucket, "eu-central-1");
  const versioning = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
  await run.aws.s3(`/${bucket}?versioning=`, { method: "PUT", body: versioning });
  for (let at = 0; at < 5; at++) await write();
  await isKept();
});
afterEach(async () => {
  await run.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe("a cloud that is killed while four clients write to it", () => {
  test(`goes on from its last snapshot, and says what is lost, after ${points.join(", ")} writes`, async () => {
    for (const point of points) {
      const kept = new Set(done);
      await writeUntil(() => {
        if (done.size - kept.size >= point) run.child.kill("SIGKILL");
        return run.child.killed;
      });
      await run.ended;
      await goesOn(kept);
    }
  });

  test("goes on wherever it was in writing a snapshot", async () => {
    for (const file of ["cloud.json.new", "cloud.json.previous", "cloud.json"]) {
      const kept = new Set(done);
      const watcher = watch(folder, (_, name) => {
        if (name === file) run.child.kill("SIGKILL");
      });
      await writeUntil(() => run.child.killed);
      watcher.close();
      await run.ended;
      await goesOn(kept);
    }
  });
});

describe("a cloud whose disk is full", () => {
  test("refuses what it cannot record, and goes on when there is room again", async () => {
    run.limit(1);
    expect(await write()).toBeGreaterThanOrEqual(500);
    run.limit("unlimited");
    expect(await there()).toEqual([...done].sort());
    expect(await write()).toBe(200);
    await isKept();
    const kept = new Set(done);
    await run.kill();
    await goesOn(kept);
  });

  test("says since when nothing is kept, and loses no more than that when it ends", async () => {
    const kept = new Set(done);
    // A snapshot may come between the two, and has to be followed by another write then.
    await eventually(async () => {
      run.limit("unlimited");
      await write();
      run.limit(1);
      // Too early, when what was kept before was on its way: all of it again.
      await vi.waitFor(() => expect(run.said).toMatch(/^not kept: EFBIG/m), { timeout: 5_000 });
    });
    expect(run.said).toMatch(/^not kept: EFBIG.*; what happens from \S+Z on is lost if this run ends now$/m);
    expect(await run.kill("SIGINT")).toBe(3);
    expect(run.said).toMatch(/^what happened from \S+Z on is lost$/m);
    await goesOn(kept);
  });
});
