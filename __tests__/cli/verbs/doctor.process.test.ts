import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { listen } from "../../../rehearsal/server";

/** On a machine that has nothing; a site that there is not ends it before anything is examined. */
function doctor(args: readonly string[], given: NodeJS.ProcessEnv, cwd = ".") {
  const command = [resolve("bin/outlast.mjs"), "doctor", "--site", "nowhere", ...args];
  const env = { ...process.env, PATH: "/nowhere", ...given };
  return new Promise<{ readonly status: unknown; readonly codes: readonly string[] }>((done) =>
    execFile(process.execPath, command, { cwd, env }, (error, _, stderr) =>
      done({ status: error?.code, codes: stderr.match(/^[A-Za-z_-]+(?=: )/gm) ?? [] }),
    ),
  );
}

test("doctor sets up what is missing with --fix alone, and goes on where it cannot", async () => {
  const forbidden = { TERRAFORM: "none", OUTLAST_NO_DOWNLOAD: "1" };
  expect(await doctor([], forbidden)).toEqual({ status: 2, codes: ["SITE_UNKNOWN"] });
  const { codes, status } = await doctor(["--fix"], forbidden);
  expect(status).toBe(2);
  expect([codes[0], codes.at(-1)]).toEqual(["terraform-missing", "SITE_UNKNOWN"]);
});

test("doctor --fix asks where Terraform is published, and keeps nothing of other bytes", async () => {
  const asked: unknown[] = [];
  const server = createServer(({ url }, response) => {
    asked.push(url);
    response.end("<html>Please log in");
  });
  const { close, port } = await listen(server, 0, "127.0.0.1");
  // Without packages, so that the cache is the user's.
  const folder = mkdtempSync(join(tmpdir(), "outlast-doctor-"));
  try {
    const env = { OUTLAST_DOWNLOADS: `http://127.0.0.1:${port}`, TERRAFORM: "", XDG_CACHE_HOME: folder };
    const { codes } = await doctor(["--fix"], env, folder);
    expect(codes.slice(0, 2)).toEqual(["download-wrong", "moto-missing"]);
    expect(asked).toEqual([expect.stringMatching(/terraform_1\.11\.4_\w+\.zip$/)]);
    expect(
      readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
        /zip|terraform$/.test(file),
      ),
    ).toEqual([]);
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});
