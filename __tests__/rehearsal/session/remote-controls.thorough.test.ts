import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Reporter } from "../../../cli/output/reporter";
import { outlast } from "../../../cli/program";
import { configVariable } from "../../../config/project-root";
import { announceControls, announcedControls } from "../../../rehearsal/session/running";
import { Session } from "../../../rehearsal/session/session";
import { rehearsedSites } from "./support/served";

/** Of a project of its own, so that no session of this one is found. */
let folder: string;
const running = () => join(folder, "node_modules/.cache/outlast/running");

const options = {
  ...{ port: 0, controlPort: 0, host: "127.0.0.1", lag: "1s", watch: false },
  ...{ origin: [], fault: [], reading: [] },
};
let session: Session;

beforeAll(async () => {
  vi.spyOn(console, "log").mockReturnValue();
  const sites = rehearsedSites({ name: "docs", regions: { primary: "eu-central-1", replica: "eu-west-1" } });
  const source = { read: async () => sites, watched: [], close: () => {} };
  session = await Session.open(source, options, new Reporter(true));
  folder = mkdtempSync(join(tmpdir(), "outlast-running-"));
  vi.stubEnv(configVariable, join(folder, "site.config.ts"));
});
afterEach(() => {
  process.exitCode = 0;
});
afterAll(async () => {
  await session.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** What a verb says, and ends with. */
async function outlastSays(...args: readonly string[]) {
  const said: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((text) => void said.push(text));
  const error = vi.spyOn(console, "error").mockImplementation((text) => void said.push(text));
  await outlast(args).parseAsync(["node", "outlast", ...args]);
  log.mockRestore();
  error.mockRestore();
  return { said: said.join("\n"), exitCode: process.exitCode };
}

describe("outlast fault and outlast mend", () => {
  it("say in a line and what to do where nothing runs, and where something else does", async () => {
    expect(await outlastSays("fault", "primary", "503")).toEqual({
      said: expect.stringMatching(/^SESSION_NONE: nothing runs\n {2}Start one .*$/),
      exitCode: 2,
    });
    expect(await outlastSays("mend", "--control-port", "1")).toMatchObject({
      said: expect.stringMatching(/^SESSION_NONE: nothing answers at http:\/\/127\.0\.0\.1:1\/mend\n/),
    });
    const other = createServer((_, answer) => answer.end("hello")).listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    expect((await outlastSays("mend", "--control-port", String(port))).said).toMatch(/is no control API/);
    other.close();
  });

  it("break and mend the session that runs, whose process has said where it is", async () => {
    announceControls(session.controlUrl);
    expect(await outlastSays("fault", "primary", "503", "--for", "30s", "--share", "30%")).toEqual({
      said: "broken: primary=503@30%,for:30s",
      exitCode: 0,
    });
    expect(session.controls.faults()).toEqual(["primary=503@30%,for:30s"]);
    await outlastSays(
      "fault",
      "replica:/blog/*",
      "slow:2s",
      "--control-port",
      new URL(session.controlUrl).port,
    );
    expect((await outlastSays("mend", "primary")).said).toBe("broken: replica:/blog/*=slow:2s");
    expect(JSON.parse((await outlastSays("mend", "--json")).said)).toEqual({ faults: [] });
    expect((await outlastSays("mend")).said).toBe("nothing is broken");
  });

  it("refuse what the session has not, in its words", async () => {
    expect((await outlastSays("fault", "moon", "503")).said).toMatch(
      /^SESSION_REFUSED: "moon=503" is not a fault: no target "moon"; there is /,
    );
    expect((await outlastSays("fault", "primary", "503", "--share", "30")).said).toMatch(/no share "30"/);
    expect((await outlastSays("mend", "moon")).said).toMatch(/^SESSION_REFUSED: no target "moon"/);
  });

  it("pass over sessions that were killed, and ask which one is meant of several", async () => {
    writeFileSync(join(running(), "999999999.json"), '{"url":"http://localhost:1"}');
    writeFileSync(join(running(), "torn.json"), "{");
    expect(announcedControls()).toEqual([session.controlUrl]);
    expect(readdirSync(running())).toEqual([`${process.pid}.json`]);
    const other = join(running(), `${process.ppid}.json`);
    // The number of the killed one is another program's.
    writeFileSync(other, '{"url":"http://localhost:1"}');
    expect(await outlastSays("mend")).toEqual({ said: "nothing is broken", exitCode: 0 });
    writeFileSync(other, '{"url":"no address"}');
    expect((await outlastSays("mend")).said).toBe("nothing is broken");
    const server = createServer((_, answer) => answer.end("hello")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    writeFileSync(other, JSON.stringify({ url: `http://127.0.0.1:${port}` }));
    expect((await outlastSays("mend")).said).toMatch(/^SESSION_SEVERAL: http:\/\/\S+:\d+, http:/);
    server.close();
    rmSync(other);
  });
});
