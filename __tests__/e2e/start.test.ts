import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { behavior, configuration, distribution } from "../rehearsal/terraform/site";
import { eventually } from "../support/eventually";
import { ProjectCopy } from "../support/project-copy";

const root = resolve(import.meta.dirname, "../..");
const plan = join(root, "__tests__/fixtures/hcl/api/plan.json");
const inlineBuckets = join(root, "__tests__/fixtures/hcl/inline-buckets/plan.json");

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

/** Runs a command on a terminal of its own; what comes in on standard input is typed there. */
const onTerminal = ["python3", "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"];

/** `outlast start` in another folder than the project's, with a temporary folder of its own. */
class Started {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<unknown[]>;
  out = "";
  err = "";

  constructor(options: readonly string[], { project = root, terminal = false, zone = "" } = {}) {
    const bin = join(project, "bin/outlast.mjs");
    const [command, ...given] = [
      ...(terminal ? onTerminal : []),
      ...[process.execPath, bin, "start", "--port", "0", "--control-port", "0"],
      ...options,
    ];
    const env = { ...process.env, TMPDIR: join(folder, "tmp"), ...(zone && { TZ: zone }) };
    this.#child = spawn(command as string, given, { cwd: folder, env });
    this.#exit = once(this.#child, "close");
    this.#child.stdout.on("data", (chunk) => {
      this.out += chunk;
    });
    this.#child.stderr.on("data", (chunk) => {
      this.err += chunk;
    });
    running.push(this);
  }

  /** Types keys, and waits for what is shown. */
  async type(keys: string, shown: string | RegExp): Promise<void> {
    const before = this.out.length;
    this.#child.stdin.write(keys);
    await this.shows(shown, before);
  }

  async shows(text: string | RegExp, from = 0): Promise<void> {
    await eventually(() => expect(this.out.slice(from)).toMatch(text));
  }

  /** Every line of standard output, which has to be JSON. */
  get events(): { event: string; [key: string]: unknown }[] {
    return this.out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  async ready(): Promise<{ url: string; control: string }> {
    const found = await eventually(() => {
      const ready = this.events.find(({ event }) => event === "ready");
      if (!ready) throw new Error(`not ready: ${this.out}${this.err}`);
      return ready;
    });
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

const start = (...options: string[]) => new Started(options);

/** The process that reads a file for `start`. */
function readerOf(file: string): number {
  const all = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
  const found = all.find((line) => line.includes("terraform-entry.ts") && line.endsWith(file));
  if (found === undefined) throw new Error(`nothing reads ${file}`);
  return Number.parseInt(found, 10);
}

const post = (url: string, body: object) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** Asks this machine under another name: resolvers need not know names below localhost. */
async function fetchAs(host: string, port: string, path: string) {
  return new Promise<{ body: string; location: string | undefined }>((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, headers: { host } }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ body, location: response.headers.location }));
    }).on("error", reject);
  });
}

describe("outlast start", () => {
  it("serves the site through its JSON, from the replica in an outage, and leaves nothing behind", async () => {
    const started = start("--json", "--no-watch");
    const { url, control } = await started.ready();
    const whole = await fetch(`${url}/docs/`);
    expect([whole.status, whole.headers.get("x-cache")]).toEqual([200, "Miss from cloudfront"]);
    const health = await (await fetch(`${url}/.well-known/outlast/replica`)).json();
    expect(health).toMatchObject({ role: "replica", region: "eu-west-1" });

    expect((await post(`${control}/faults`, { fault: "primary=refuse" })).status).toBe(200);
    const outage = await fetch(`${url}/`);
    expect([outage.status, await outage.text()]).toEqual([200, expect.stringContaining("<title>")]);
    await eventually(() =>
      expect(started.events.at(-1)).toMatchObject({
        event: "request",
        path: "/",
        status: 200,
        origins: [
          { originId: "primary", outcome: "connect-refused" },
          { originId: "replica", outcome: 200 },
        ],
      }),
    );

    expect(await started.end("SIGINT")).toBe(0);
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  it("rehearses somebody else's plan with a folder and a server of this machine, and follows the folder", async () => {
    const site = join(folder, "public");
    mkdirSync(site);
    writeFileSync(join(site, "index.html"), "first");
    const started = start("--json", "--from", plan, "--origin", `app=${site}`);
    const { url } = await started.ready();
    expect(await (await fetch(url)).text()).toBe("first");
    writeFileSync(join(site, "index.html"), "second");
    await eventually(async () => expect(await (await fetch(url)).text()).toBe("second"));
    expect(await started.end("SIGTERM")).toBe(0);
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "ends by %s while a file is read that has no end",
    async (signal) => {
      const file = join(folder, `${signal}.json`);
      cpSync(plan, file);
      const started = start("--json", "--from", file);
      // The reader is stopped in the place of a file that keeps it busy for hours.
      const reader = await eventually(() => readerOf(file), 5);
      process.kill(reader, "SIGSTOP");
      expect(await started.end(signal)).toBe(0);
      expect([started.out, started.err]).toEqual(["", ""]);
      await eventually(() => expect(() => process.kill(reader, 0)).toThrow("ESRCH"));
    },
  );

  it("warns of a bucket that nothing fills, and after a reload of what is new", async () => {
    const file = join(folder, "plan.json");
    const text = readFileSync(join(root, "__tests__/fixtures/hcl/origin-group/plan.json"), "utf8");
    writeFileSync(file, text);
    const started = start("--json", "--from", file);
    await started.ready();
    const warnings = () =>
      started.events.filter(({ event }) => event === "warning").map(({ message }) => String(message));
    const empty =
      "the origin main reads the bucket acme-docs-main, which is empty: --origin main=<folder> fills it";
    expect(warnings()).toContain(empty);
    const before = warnings().length;
    const acl = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/1";
    writeFileSync(file, text.replace('"web_acl_id":null', `"web_acl_id":"${acl}"`));
    await eventually(() => expect(started.events.at(-1)).toMatchObject({ event: "reload", what: "site" }));
    expect(warnings().slice(before)).toEqual([expect.stringMatching(/web ACL.*edge-waf/)]);
    expect(await started.end("SIGINT")).toBe(0);
  });

  it("runs edge functions in UTC, whatever the zone of the machine", async () => {
    const response = '{ status: "200", body: String(new Date(0).getHours()) }';
    const lambdas = {
      place: `exports.handler = async () => (${response});`,
      thread: `require("node:os"); exports.handler = async () => (${response});`,
    };
    for (const [name, code] of Object.entries(lambdas))
      writeFileSync(join(folder, `${name}.zip`), zipSync({ "index.js": Buffer.from(code) }));
    const lambda = (name: string) => ({
      ...{ function_name: name, filename: `${name}.zip`, role: "arn:aws:iam::123456789012:role/edge" },
      ...{ runtime: "nodejs22.x", handler: "index.handler", publish: true },
    });
    const edge = `function handler() {
      return { statusCode: 200, body: { encoding: "text", data: String(new Date(0).getHours()) } };
    }`;
    const at = (event: string, name: string, arn: string) => ({
      [name]: [{ event_type: event, [name === "function_association" ? "function_arn" : "lambda_arn"]: arn }],
    });
    const lambdaAt = (name: string) =>
      at("viewer-request", "lambda_function_association", `\${aws_lambda_function.${name}.qualified_arn}`);
    const edgeAt = at("viewer-request", "function_association", "${aws_cloudfront_function.edge.arn}");
    const resources = {
      aws_lambda_function: { place: lambda("place"), thread: lambda("thread") },
      aws_cloudfront_function: { edge: { name: "edge", runtime: "cloudfront-js-2.0", code: edge } },
      aws_cloudfront_distribution: {
        site: distribution({
          default_cache_behavior: behavior(edgeAt),
          ordered_cache_behavior: ["place", "thread"].map((name) =>
            behavior({ path_pattern: `/${name}`, ...lambdaAt(name) }),
          ),
        }),
      },
    };
    const file = join(folder, "cdk.tf.json");
    const provider = { aws: [{ region: "us-east-1" }] };
    writeFileSync(file, JSON.stringify(configuration(resources, { provider })));
    const started = new Started(["--json", "--no-watch", "--from", file], { zone: "America/New_York" });
    const { url } = await started.ready();
    for (const path of ["/edge", "/place", "/thread"])
      expect([path, await (await fetch(url + path)).text()]).toEqual([path, "0"]);
    expect(await started.end("SIGINT")).toBe(0);
  });

  it("serves every site by its name, and follows the config: sites that come and that change", async () => {
    const copy = new ProjectCopy();
    const regions = `regions: { primary: "eu-central-1", replica: "eu-west-1" }`;
    const config = (...sites: string[]) =>
      writeFileSync(
        copy.path("site.config.ts"),
        `import { defineSite } from "outlast";\nexport default [${sites.map((site) => `defineSite({ ${site}, ${regions} })`).join()}];\n`,
      );
    try {
      cpSync(copy.path("site"), copy.path("shop"), { recursive: true });
      writeFileSync(copy.path("shop/index.html"), "shop");
      config('name: "docs"', 'name: "shop", content: { folder: "shop" }');
      const started = new Started(["--json", "--reading", "refusedConnectionStatus=504"], {
        project: copy.root,
      });
      const { url, control } = await started.ready();
      const { port } = new URL(url);
      const at = async (host: string, path = "/") => (await fetchAs(`${host}:${port}`, port, path)).body;
      expect(started.events.find(({ event }) => event === "ready")).toMatchObject({
        readings: ["refusedConnectionStatus=504"],
        sites: [
          { site: "docs", url },
          { site: "shop", url: `http://shop.localhost:${port}` },
        ],
      });
      expect(await at("localhost")).toContain("<title>outlast");
      expect(await at("docs.localhost")).toContain("<title>outlast");
      expect(await at("shop.localhost")).toBe("shop");
      await post(`${control}/evacuate`, { site: "shop" });
      await at("shop.localhost", "/docs/");
      await at("localhost", "/docs/");
      await eventually(() => {
        const asked = started.events.filter(({ path }) => path === "/docs/");
        expect(asked.map(({ site, origins }) => [site, origins])).toMatchObject([
          ["shop", [{ originId: "replica" }]],
          ["docs", [{ originId: "primary" }]],
        ]);
      });

      writeFileSync(copy.path("shop/index.html"), "shop, changed");
      await eventually(async () => expect(await at("shop.localhost")).toBe("shop, changed"));
      config(
        'name: "docs"',
        'name: "shop", content: { folder: "shop" }, redirects: [{ from: "/old", to: "/new/" }]',
        'name: "blog"',
      );
      await eventually(async () => {
        expect(await at("blog.localhost")).toContain("<title>outlast");
        expect((await fetchAs(`shop.localhost:${port}`, port, "/old")).location).toBe("/new/");
      });
      expect(await started.end("SIGINT")).toBe(0);
    } finally {
      copy.remove();
    }
  });

  it("takes keys on a terminal", async () => {
    const started = new Started([], { terminal: true });
    await started.shows(/control API at http:\S+\r?\n.*keys: p r/);
    const url = /at (http:\S+)/.exec(started.out)?.[1] as string;
    await started.type("l", "a line for each request");
    await started.type("p", "primary is broken: 503");
    const page = await fetch(url);
    expect([page.status, page.headers.get("x-amz-replication-status")]).toEqual([200, "REPLICA"]);
    await started.shows(/GET {2}200 Miss .* \/ {2}<- primary 503, replica 200/);
    await started.type("p", "primary is mended");
    await started.type("f", "the next fault is refuse");
    await started.type("e", "evacuated");
    await fetch(`${url}/docs/`);
    await started.shows(/\/docs\/ {2}<- replica 200/);
    await started.type("b", "returned");
    await started.type("s", "2 cached objects");
    await started.type("i", "path to invalidate");
    await started.type("/docs/*\r", "1 cached object invalidated");
    await started.type("c", "the cache is empty");
    await started.type("q", "");
    expect(await started.exit()).toBe(0);
  });

  it.each([
    ["Ctrl-D", "\x04"],
    ["Ctrl-C", "\x03"],
  ])("goes on taking keys when %s gives up a question", async (_, key) => {
    const started = new Started(["--from", plan], { terminal: true });
    await started.shows("keys: p r");
    await started.type("i", "path to invalidate");
    await started.type(key, "\n");
    await started.type("h", "keys: p r");
    await started.type("i", "path to invalidate");
    await started.type("/*\r", "0 cached objects invalidated");
    await started.type("q", "");
    expect(await started.exit()).toBe(0);
  });

  it.each([
    ["START_ORIGIN", ["--from", plan, "--origin", "none=http://localhost:1"]],
    ["START_ORIGIN", ["--from", plan, "--origin", "api=http://"]],
    ["START_ORIGIN", ["--from", plan, "--origin", "app=/no/such/folder"]],
    ["START_FAULT", ["--from", plan, "--fault", "nowhere=503"]],
    ["START_LAG", ["--from", plan, "--lag", "soon"]],
    ["START_FILE", ["--from", "/no/such/file.json"]],
    ["START_ADDRESS: --host 192.0.2.1 cannot be listened on", ["--from", plan, "--host", "192.0.2.1"]],
    ["USAGE: option '--host <address>' argument '' is invalid", ["--from", plan, "--host", ""]],
    ["REGIONS_REPLICATION: aws_s3_bucket.site: ", ["--from", inlineBuckets]],
    ["SITE_UNKNOWN: no site is named none", ["--site", "none"]],
    ["START_SWITCH", ["--from", plan, "--reading", "headMiss=store"]],
    ["START_NO_INDEX", ["--from", plan, "--origin", `app=${join(root, "docs")}`]],
  ])("ends with %s and exit code 2 for %j", async (code, options) => {
    const started = start(...options);
    expect(await started.exit()).toBe(2);
    expect(started.err).toMatch(new RegExp(`^${code}`));
    expect(readdirSync(join(folder, "tmp"))).toEqual([]);
  });

  it("ends with its problems in a line, where a machine reads along", async () => {
    const started = start("--json", "--site", "none");
    expect(await started.exit()).toBe(2);
    expect(started.out.split("\n").map((line) => line && JSON.parse(line).problems[0].code)).toEqual([
      "SITE_UNKNOWN",
      "",
    ]);
  });

  it("ends with START_PORT_IN_USE where somebody listens already", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const started = start("--from", plan, "--port", String(port));
    expect(await started.exit()).toBe(2);
    expect(started.err).toMatch(/^START_PORT_IN_USE: --port \d+ is in use\n/m);
    other.close();
  });
});
