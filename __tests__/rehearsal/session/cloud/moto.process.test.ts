import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startOwnMoto } from "../../../../rehearsal/session/cloud/moto";
import { eventually } from "../../../support/eventually";
import { processesWith } from "../../../support/processes";

let folder: string;
let recording: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-moto-"));
  recording = join(folder, "moto.recording");
  writeFileSync(recording, "");
  vi.stubEnv("PATH", `${folder}:${dirname(process.execPath)}`);
  vi.stubEnv("OUTLAST_TEST_RUN", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A moto that is ready, and does this with a request that was recorded. */
function moto(replayed: string): void {
  const source = `#!/usr/bin/env node
const { createServer } = require("node:http");
createServer(({ url }, response) => {
  if (url === "/recorded") { ${replayed}; return; }
  response.end();
}).listen(process.argv.at(-1).slice("unix://".length));`;
  writeFileSync(join(folder, "moto_server"), source);
  chmodSync(join(folder, "moto_server"), 0o755);
}

const request = JSON.stringify({
  ...{ method: "PUT", url: "http://127.0.0.1:1/recorded", headers: { "Content-Length": "1" } },
  ...{ body: Buffer.from("x").toString("base64"), body_encoded: true },
});

const left = () => processesWith(`OUTLAST_TEST_RUN=${folder}`);
const nothingIsLeft = () => eventually(() => expect(left()).toEqual([]));

describe("moto of an earlier run", () => {
  test("is ended when what was recorded was cut off", async () => {
    moto("response.end()");
    writeFileSync(recording, `${request}\n${request.slice(0, 20)}`);
    const said: string[] = [];
    const starting = startOwnMoto({
      say: (line) => said.push(line),
      signal: new AbortController().signal,
      recording,
    });
    await expect(starting).rejects.toMatchObject({
      code: "moto-not-ready",
      value: expect.stringContaining("cannot be read"),
      mend: expect.stringContaining("another --keep folder"),
    });
    expect(said).toEqual(["moto: sending the requests of earlier runs again"]);
    await nothingIsLeft();
  });

  test("is ended when somebody interrupts it while it takes them", async () => {
    const asked = join(folder, "asked");
    moto(`require("node:fs").writeFileSync(${JSON.stringify(asked)}, "")`);
    writeFileSync(recording, `${request}\n`);
    const interrupted = new AbortController();
    const starting = startOwnMoto({ say: () => {}, signal: interrupted.signal, recording });
    const ended = expect(starting).rejects.toMatchObject({ name: "AbortError" });
    await eventually(() => expect(existsSync(asked)).toBe(true));
    interrupted.abort();
    await ended;
    await nothingIsLeft();
  });
});
