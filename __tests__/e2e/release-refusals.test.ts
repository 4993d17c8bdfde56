import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outputsOf } from "../support/site-outputs";
import { TestDeployment } from "./support/deployed-site";
import { codes, first, parsed } from "./support/release-content";

let site: TestDeployment;
beforeAll(async () => {
  site = await TestDeployment.deploy();
  expect(await site.outlast(["release", site.folder(first), "--yes"])).toMatchObject({ exitCode: 0 });
});
afterAll(() => site?.destroy());

describe("nothing is written", () => {
  let before: string[];
  beforeAll(async () => {
    before = await site.versions();
  });

  const alike = { "caf\u00e9.css": "", "cafe\u0301.css": "" };
  const bad: readonly [string, number, string, (folder: string) => string[]][] = [
    ["a folder that is not there", 2, "RELEASE_FOLDER_MISSING", (folder) => [`${folder}/x`]],
    ["a folder without files", 2, "RELEASE_FOLDER_EMPTY", () => [site.folder({})]],
    ["no index document", 2, "RELEASE_NO_INDEX", () => [site.folder({ "a.html": "" })]],
    ["keys that look the same", 2, "RELEASE_KEY_COLLISION", () => [site.folder({ ...first, ...alike })]],
    ["a wrong number", 2, "USAGE", (folder) => [folder, "--retention", "soon"]],
    ["a replica that nothing follows", 2, "RELEASE_ONE_WAY", (folder) => [folder, "--to", "replica"]],
    ["a policy that blocks the page", 1, "blocked", () => [blocked(), "--check-csp"]],
    ["a file that cannot be read", 2, "RELEASE_FILE_UNREADABLE", (folder) => [dangling(folder)]],
  ];

  function blocked(): string {
    return site.folder({ "index.html": '<img src="https://elsewhere.example/a.png">' });
  }

  function dangling(folder: string): string {
    symlinkSync("nowhere", join(folder, "b.css"));
    return folder;
  }

  test.each(bad)("with %s: exit code %i, %s", async (_, exitCode, code, args) => {
    const ended = await site.outlast(["release", ...args(site.folder(first)), "--yes", "--json"]);
    expect(ended.exitCode).toBe(exitCode);
    if (code === "blocked") expect(parsed(ended).blocked).toHaveLength(1);
    else expect(codes(ended)).toEqual([code]);
    expect(await site.versions()).toEqual(before);
  });

  test("in a dry run of a page that the policy blocks: the plan, what is blocked, and exit code 1", async () => {
    const args = ["release", blocked(), "--check-csp", "--dry-run", "--yes"];
    const shown = await site.outlast(args);
    expect(shown).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^to upload: .* in 1 request$/m),
    });
    expect(shown.stderr).toContain("would block 1 thing on 1 page:");
    const planned = parsed(await site.outlast([...args, "--json"]));
    expect(planned).toMatchObject({ changed: ["index.html"], blocked: [{ page: "index.html" }] });
    expect(await site.versions()).toEqual(before);
  });

  test("with credentials that are missing, however silent the machine's metadata is", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    const ended = await site.outlast(["release", site.folder(first), "--json"], {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
    });
    for (const socket of sockets) socket.destroy();
    silent.close();
    expect([ended.exitCode, codes(ended)]).toEqual([3, ["CREDENTIALS_NONE"]]);
    // Each is waited for a second.
    expect(sockets.length).toBeLessThan(10);
  });

  test("with AWS that takes connections and never answers", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    const ended = await site.outlast(["release", site.folder(first), "--json"], {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    });
    for (const socket of sockets) socket.destroy();
    silent.close();
    expect([ended.exitCode, codes(ended)]).toEqual([3, ["AWS_SILENT"]]);
    expect(parsed(ended).problems[0].value).toContain(`127.0.0.1:${port} does not answer (nothing in 4 s)`);
  });

  test("with credentials of another account than the site's", async () => {
    const file = join(site.scratch, "elsewhere.json");
    const distribution = {
      id: "E1",
      arn: "arn:aws:cloudfront::210987654321:distribution/E1",
      domain_name: "d1",
    };
    writeFileSync(file, JSON.stringify(outputsOf("E1", { distribution })));
    const ended = await site.bare(["releases", "--site", "docs", "--outputs", file, "--json"]);
    expect([ended.exitCode, codes(ended)]).toEqual([3, ["CREDENTIALS_ACCOUNT"]]);
  });

  test("without the rights to write", async () => {
    const { id } = site.cloud.faults.set({ target: "docs-primary", effect: { kind: "status", status: 403 } });
    const ended = await site.outlast(["release", site.folder(first), "--json"]);
    site.cloud.faults.clear(id);
    expect([ended.exitCode, codes(ended)]).toEqual([3, ["RELEASE_DENIED"]]);
    expect(await site.versions()).toEqual(before);
  });

  test("to a bucket that is gone", async () => {
    const file = join(site.scratch, "gone.json");
    const bucket = (region: string) => ({ name: "docs-gone", region });
    const buckets = { primary: bucket("eu-central-1"), replica: bucket("eu-west-1") };
    writeFileSync(file, JSON.stringify(outputsOf("E1", { buckets })));
    const ended = await site.bare([
      "release",
      site.folder(first),
      "--site",
      "docs",
      "--outputs",
      file,
      "--json",
    ]);
    expect([ended.exitCode, codes(ended)]).toEqual([3, ["RELEASE_BUCKET_GONE"]]);
  });
});

describe("the other verbs", () => {
  test("invalidate drops what is written as CloudFront takes it, and waits if it should", async () => {
    const done = await site.outlast(["invalidate", "/a", "/a", "/b/*", "--wait"]);
    expect(done.stdout).toMatch(/^invalidation \S+ is complete: 2 of the 1,000 paths .*\$0\.010/);
    const wrong = await site.outlast(["invalidate", "a", "/b*c", "--json"]);
    expect([wrong.exitCode, codes(wrong)]).toEqual([2, ["INVALIDATION_PATH"]]);
    expect(parsed(wrong).problems[0].value).toMatch(/^"a" .*\n"\/b\*c" /);
  });

  test("rollback knows only what is kept", async () => {
    const ended = await site.outlast(["rollback", "nothing", "--json"]);
    expect([ended.exitCode, codes(ended)]).toEqual([2, ["RELEASE_UNKNOWN"]]);
  });

  test("csp says what a folder needs, and refuses one that has no pages", async () => {
    const needed = await site.bare(["csp", site.folder(first), "--site", "docs"]);
    expect(needed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("style-src 'self'") });
    const none = await site.bare(["csp", site.folder({ "a.txt": "" }), "--site", "docs", "--json"]);
    expect([none.exitCode, codes(none)]).toEqual([2, ["CSP_NO_PAGES"]]);
  });

  test("each ask which of several sites is meant", async () => {
    const ended = await site.bare(["releases", "--outputs", site.outputs]);
    expect(ended).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/^SITE_NOT_CHOSEN: there are several sites: docs, shop\n/),
    });
  });
});
