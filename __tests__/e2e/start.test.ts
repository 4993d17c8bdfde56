import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const plan = join(root, "__tests__/fixtures/hcl/api/plan.json");

let folder: string;
let running: Started[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-start-test-"));
  mkdirSync(join(folder, "tmp"));
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.end("SIGKILL")));
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

/** `outlast start` in another folder than the project's, with a temporary folder of its own. */
class Started {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #exit: Promise<unknown[]>;
  out = "";
  err = "";

  constructor(...options: string[]) {
    const given = [join(root, "bin/outlast.mjs"), "start", "--port", "0", "--control-port", "0", ...options];
    this.#child = spawn(process.execPath, given, {
      cwd: folder,
      env: { ...process.env, TMPDIR: join(folder, "tmp") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#exit = once(this.#child, "close");
    this.#child.stdout.on("data", (chunk) => {
      this.out += chunk;
    });
    this.#child.stderr.on("data", (chunk) => {
      this.err += chunk;
    });
    running.push(this);
  }

  /** Every line of standard output, which has to be JSON. */
  get events(): { event: string; [key: string]: unknown }[] {
    return this.out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  async ready(): Promise<{ url: string; control: string }> {
    const found = await vi.waitFor(
      () => {
        const ready = this.events.find(({ event }) => event === "ready");
        if (!ready) throw new Error(`not ready: ${this.out}${this.err}`);
        return ready;
      },
      { timeout: 60_000, interval: 20 },
    );
    return found as unknown as { url: string; control: string };
  }

  async exit(): Promise<unknown> {
    return (await this.#exit)[0];
  }

  end(signal: NodeJS.Signals): Promise<unknown> {
    this.#child.kill(signal);
    return this.exit();
  }
}

const post = (url: string, body: object) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("outlast start", () => {
  it("serves the site through its JSON, from the replica in an outage, and leaves nothing behind", async () => {
    const started = new Started("--json", "--no-watch");
    const { url, control } = await started.ready();
    const whole = await fetch(`${url}/docs/`);
    expect([whole.status, whole.headers.get("x-cache")]).toEqual([200, "Miss from cloudfront"]);
    const health = await (await fetch(`${url}/.well-known/outlast/replica`)).json();
    expect(health).toMatchObject({ role: "replica", region: "eu-west-1" });

    expect((await post(`${control}/faults`, { fault: "primary=refuse" })).status).toBe(200);
    const outage = await fetch(`${url}/`);
    expect([outage.status, await outage.text()]).toEqual([200, expect.stringContaining("<title>")]);
    expect(started.events.at(-1)).toMatchObject({
      event: "request",
      path: "/",
      status: 200,
      origins: [
        { originId: "primary", outcome: "connect-refused" },
        { originId: "replica", outcome: 200 },
      ],
    });

    expect(await started.end("SIGINT")).toBe(0);
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  it("rehearses somebody else's plan with a folder and a server of this machine, and follows the folder", async () => {
    const site = join(folder, "public");
    mkdirSync(site);
    writeFileSync(join(site, "index.html"), "first");
    const started = new Started("--json", "--from", plan, "--origin", `app=${site}`);
    const { url } = await started.ready();
    expect(await (await fetch(url)).text()).toBe("first");
    writeFileSync(join(site, "index.html"), "second");
    await vi.waitFor(async () => expect(await (await fetch(url)).text()).toBe("second"), {
      timeout: 10_000,
      interval: 50,
    });
    expect(await started.end("SIGTERM")).toBe(0);
  });

  it.each([
    ["START_ORIGIN", ["--from", plan, "--origin", "none=http://localhost:1"]],
    ["START_ORIGIN", ["--from", plan, "--origin", "api=http://"]],
    ["START_ORIGIN", ["--from", plan, "--origin", "app=/no/such/folder"]],
    ["START_FAULT", ["--from", plan, "--fault", "nowhere=503"]],
    ["START_LAG", ["--from", plan, "--lag", "soon"]],
    ["START_FILE", ["--from", "/no/such/file.json"]],
    ["START_ADDRESS", ["--from", plan, "--host", "192.0.2.1"]],
    ["START_SITE", ["--site", "none"]],
  ])("ends with %s and exit code 2 for %j", async (code, options) => {
    const started = new Started("--json", ...options);
    expect(await started.exit()).toBe(2);
    expect(started.err).toMatch(new RegExp(`^${code}: `));
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  it("ends with START_PORT_IN_USE where somebody listens already", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const started = new Started("--from", plan, "--port", String(port));
    expect(await started.exit()).toBe(2);
    expect(started.err).toMatch(/^START_PORT_IN_USE: --port \d+ is in use\n/m);
    other.close();
  });
});
