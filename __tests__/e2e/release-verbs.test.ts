import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProcess } from "../../toolchain/run-process";
import { outputsOf } from "../support/site-outputs";
import { TestDeployment } from "./support/deployed-site";
import { startFaultyProxy } from "./support/faulty-proxy";
import { codes, first, page, pages, parsed, second } from "./support/release-content";

let site: TestDeployment;
beforeAll(async () => {
  site = await TestDeployment.deploy();
});
afterAll(() => site?.destroy());

describe("a site's content", () => {
  test("is planned, goes up, changes, comes back, and is listed", async () => {
    expect(await site.outlast(["releases"])).toMatchObject({ exitCode: 0, stdout: "no release yet\n" });
    expect(await site.outlast(["rollback"])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/^RELEASE_NOTHING_TO_ROLL_BACK: there is no release yet/),
    });

    const folder = site.folder(first);
    const plan = await site.outlast(["release", folder, "--dry-run"]);
    expect(plan).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^added: 7\n/) });
    expect(plan.stdout).toMatch(/^to upload: \d+ B in 7 requests$/m);
    expect(await site.keys("primary")).toEqual([]);

    const released = await site.outlast(["release", folder]);
    expect(released.exitCode).toBe(0);
    expect(released.stdout).toMatch(
      /^release \S+ is live at https:\/\/docs\.example\.org\n {2}7 added\n {2}visitors get new and changed pages/,
    );
    expect(released.stderr).toMatch(/^scanned 7 files, \d+ B\n/);
    expect(released.stderr).toMatch(/^phase 1\/\d 1\/1 files, \d+ B, .*B\/s$/m);
    expect(released.stderr).toMatch(/recorded release \S+\n$/);
    for (const [key, content] of Object.entries(first))
      expect([await site.read("primary", key), await site.read("replica", key)]).toEqual([content, content]);

    const again = await site.outlast(["release", folder]);
    expect(again.stdout).toMatch(
      /^https:\/\/docs\.example\.org is release \S+ already, in both regions: nothing to do\n$/,
    );

    const changed = await site.outlast(["release", site.folder(second), "--json"]);
    expect(changed.exitCode).toBe(0);
    expect(parsed(changed)).toMatchObject({
      changed: true,
      plan: { added: ["new/index.html"], changed: ["index.html"], unchanged: 6 },
      invalidation: { id: expect.any(String) },
    });
    expect(parsed(changed)).not.toHaveProperty("blocked");
    const events = changed.stderr.trim().split("\n");
    expect(events.map((line) => JSON.parse(line).type)).toContain("recorded");

    const back = await site.outlast(["rollback", "--wait-invalidation"]);
    expect(back).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("every edge has dropped") });
    expect(await site.read("replica", "index.html")).toBe(first["index.html"]);

    const list = await site.outlast(["releases"]);
    expect(list.stdout.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^\* {2}\S+ {2}\S+Z {2}7 files {2}\d+ B {2}back to \S+$/),
      expect.stringMatching(/^ {3}\S+ {2}\S+Z {2}8 files {2}\d+ B$/),
      expect.stringMatching(/^ {3}\S+ {2}\S+Z {2}7 files {2}\d+ B$/),
    ]);
    const { kept } = parsed(await site.outlast(["releases", "--json"]));
    expect(kept[0]).toMatchObject({ current: true, kind: "rollback", rollbackTo: kept[2].id });
  });

  test("does not leave by mistake", async () => {
    const folder = site.folder({ "index.html": page("one") });
    const planned = parsed(await site.outlast(["release", folder, "--dry-run", "--json"]));
    expect(planned).toMatchObject({ leaving: { length: 6 }, stops: [{ code: "RELEASE_REMOVES_MUCH" }] });
    const stopped = await site.outlast(["release", folder, "--json"]);
    expect([stopped.exitCode, codes(stopped)]).toEqual([1, ["RELEASE_REMOVES_MUCH"]]);
    const confirmed = await site.outlast(["release", folder, "--yes", "--json"]);
    expect([confirmed.exitCode, parsed(confirmed).plan.leaving.length]).toEqual([0, 6]);
  });

  test("is where its contact sheet says, without Terraform, a file, or a folder that knows the site", async () => {
    const own = await site.bare(["releases", "--site", "docs"]);
    expect(own).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\* {2}/) });
    const byHost = await site.bare(["releases", "--site", "docs.example.org"]);
    expect(byHost).toMatchObject({ exitCode: 0, stdout: own.stdout });
    const sheet = await site.outlast(["contact-sheet"]);
    const file = join(site.scratch, "sheet.json");
    writeFileSync(file, sheet.stdout);
    const bySheet = await site.bare(["releases", "--outputs", file, "--site", "docs"]);
    expect(bySheet).toMatchObject({ exitCode: 0, stdout: own.stdout });
    for (const side of ["primary", "replica"] as const)
      expect(await site.read(side, ".outlast/site.json")).toBe(sheet.stdout);
    const none = await site.bare(["releases", "--site", "www.example.net", "--json"]);
    expect([none.exitCode, codes(none)]).toEqual([2, ["SITE_NOWHERE"]]);
    expect(parsed(none).problems[0].value).toMatch(
      /^no site of this folder \(docs, shop\) and no deployed one/,
    );
  });

  test("is where the state of the stack says, without a sheet", async () => {
    for (const bucket of ["docs-primary", "docs-replica"])
      await site.aws.s3(`/${bucket}/.outlast/site.json`, { method: "DELETE" });
    const stack = join(site.root, "cdktf.out/stacks/docs");
    mkdirSync(stack, { recursive: true });
    writeFileSync(join(stack, "cdk.tf.json"), "{}");
    const none = await site.bare(["releases", "--site", "docs", "--json"]);
    expect([none.exitCode, codes(none)]).toEqual([2, ["OUTPUTS_NOT_DEPLOYED"]]);
    const output = { outlast: { value: outputsOf("E1") } };
    writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify({ output }));
    const applied = await runProcess("terraform", ["apply", "-auto-approve"], { cwd: stack, env: site.env });
    expect(applied.exitCode).toBe(0);
    const found = await site.bare(["releases", "--site", "docs"]);
    expect(found).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\* {2}|^no release yet$/m) });
  });
});

describe("progress", () => {
  test("is a bar with files, bytes and rate on a terminal, and lines where that is a CI's", async () => {
    const folder = site.folder({ ...first, ...pages(30, "terminal") });
    const shown = await site.onTerminal(60, ["release", folder, "--no-wait"]);
    expect(shown.exitCode).toBe(0);
    const drawn = shown.stdout.split(/\r|\n/).flatMap((line) => /phase .*[█░].*/.exec(line) ?? []);
    expect(drawn.length).toBeGreaterThan(2);
    for (const line of drawn) {
      expect(line).toMatch(/^phase \d\/\d █*░* \d+\/\d+ files, [\d.]+ K?B, [\d.]+ K?B\/s$/);
      expect(line.length).toBeLessThan(60);
    }
    expect(shown.stdout).toContain("the replica was not waited for");
    const inCi = await site.onTerminal(60, ["release", site.folder(second), "--no-wait", "--yes"], {
      CI: "true",
    });
    expect(inCi.stdout).not.toMatch(/[█░]/);
    expect(inCi.stdout).toMatch(/^phase \d\/\d \d+\/\d+ files, /m);
  });
});

describe("a verb that reads", () => {
  test("leaves nothing of its tries on a terminal before what it prints", async () => {
    let requests = 0;
    const proxy = await startFaultyProxy(site.cloud.url, ({ url }) =>
      url?.includes("list-type") && requests++ < 3 ? "throttled" : "answered",
    );
    const listed = await site.onTerminal(60, ["releases"], { AWS_ENDPOINT_URL: proxy.url });
    const folder = site.folder(first);
    requests = 0;
    const planned = await site.onTerminal(60, ["release", folder, "--dry-run"], {
      AWS_ENDPOINT_URL: proxy.url,
    });
    await proxy.close();
    const erased = "trying again in [^\\n]*\\r\\x1b\\[K";
    expect(listed.stdout).toMatch(new RegExp(`${erased}\\* {2}\\S+`));
    expect(planned.stdout).toMatch(new RegExp(`${erased}(added|changed|headers only|leaving|unchanged)`));
  });
});

describe("a release that meets trouble", () => {
  test("waits for a replica that is down, keeps others out, and gives way to Ctrl-C", async () => {
    const mend = site.breakReplica();
    const folder = site.folder({ ...first, ...pages(4, "trouble") });
    const waiting = site.start(["release", folder]);
    await waiting.says(/waiting for the replica: \d+ objects? behind/);
    const other = await site.outlast(["release", site.folder({ ...second, "b.txt": "" }), "--json", "--yes"]);
    expect([other.exitCode, codes(other)]).toEqual([1, ["RELEASE_LOCKED"]]);
    expect(parsed(other).problems[0].value).toMatch(/^\S+@\S+, release \S+, until \S+Z$/);
    waiting.interrupt();
    const { exitCode, said } = await waiting.ended;
    expect([exitCode, said]).toEqual([3, expect.stringContaining("RELEASE_INTERRUPTED: ")]);
    expect(await site.keys("primary")).not.toContain(".outlast/lock");

    const late = await site.outlast(["release", folder, "--replica-timeout", "1s", "--json"]);
    expect([late.exitCode, codes(late)]).toEqual([1, ["RELEASE_REPLICA_BEHIND"]]);
    const emergency = await site.outlast(["release", folder, "--no-wait"]);
    expect(emergency.exitCode).toBe(0);
    mend();
    await site.cloud.replicated();
    expect(await site.read("replica", "p3/index.html")).toBe(page("trouble 3"));
  });

  test("goes on when nobody reads what it says any more", async () => {
    const args = [
      join(site.root, "bin/outlast.mjs"),
      "release",
      site.folder(second),
      "--yes",
      ...site.located,
    ];
    const child = spawn(process.execPath, args, { cwd: site.root, env: site.env });
    const ended = once(child, "exit");
    await once(child.stderr, "data");
    child.stderr.destroy();
    child.stdout.destroy();
    expect(await ended).toEqual([0, null]);
    expect(await site.read("replica", "index.html")).toBe(second["index.html"]);
  });
});

describe("both regions beside each other", () => {
  const change = (path: string, init: RequestInit) => site.aws.s3(`/docs-replica/${path}`, init, "eu-west-1");

  test("are level, or shown with what differs: exit codes 0 and 1", async () => {
    expect(await site.outlast(["release", site.folder(second), "--yes"])).toMatchObject({ exitCode: 0 });
    expect(await site.outlast(["reconcile"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^primary {2}docs-primary: (\S+), \d+ objects\nreplica {2}docs-replica: \1, \d+ objects\nthe regions are level\n/,
      ),
    });
    await change("index.html", { method: "PUT", body: "theirs" });
    await change("theirs.txt", { method: "PUT", body: "theirs" });
    await change("a.css", { method: "DELETE" });
    const shown = await site.outlast(["reconcile"]);
    expect(shown).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(
        "they differ: 1 in the primary alone, 1 in the replica alone, 1 different\n",
      ),
    });
    for (const line of ["a.css: in the primary alone", "theirs.txt: in the replica alone"])
      expect(shown.stdout).toContain(`  ${line}\n`);
    const told = await site.outlast(["reconcile", "--json"]);
    expect([told.exitCode, parsed(told)]).toEqual([
      1,
      expect.objectContaining({
        level: false,
        differences: [
          { key: "a.css", primary: expect.any(String) },
          { key: "index.html", primary: expect.any(String), replica: expect.any(String) },
          { key: "theirs.txt", replica: expect.any(String) },
        ],
      }),
    ]);
  });

  test("stay as they are without a yes, by a bucket that is none, and while one does not answer: 2, 2 and 1", async () => {
    const before = await site.versions();
    const unasked = await site.outlast(["reconcile", "--to", "replica", "--json"]);
    expect([unasked.exitCode, codes(unasked)]).toEqual([2, ["NOT_CONFIRMED"]]);
    const wrong = await site.outlast(["reconcile", "--to", "both", "--yes", "--json"]);
    expect([wrong.exitCode, codes(wrong)]).toEqual([2, ["USAGE"]]);
    const mend = site.breakReplica();
    const silent = await site.outlast(["reconcile", "--to", "replica", "--yes", "--json"]);
    mend();
    expect([silent.exitCode, codes(silent)]).toEqual([1, ["RELEASE_REPLICA_UNKNOWN"]]);
    expect(await site.versions()).toEqual(before);
  });

  test("are brought level with the release that the primary has", async () => {
    const level = await site.outlast(["reconcile", "--to", "replica", "--yes"]);
    expect(level).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^both regions have release \S+, the site of \S+\n$/),
      stderr: expect.stringContaining("they differ: 1 in the primary alone"),
    });
    for (const key of ["index.html", "a.css"] as const)
      expect(await site.read("replica", key)).toBe(second[key]);
  });
});
