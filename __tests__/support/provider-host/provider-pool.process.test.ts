import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually } from "../eventually";
import { ask } from "./ask";
import { borrow, commonProvider, type LentProvider } from "./lent-provider";
import { type ProviderPool, poolProviders, type Workplace } from "./provider-pool";

/** Answers what it knows of where it works, and what is heard there by the proxy that it has; `End` ends it. */
const provider = `#!${process.execPath}
const { readFileSync, readlinkSync } = require("node:fs");
const { AWS_ACCESS_KEY_ID, AWS_CONFIG_FILE, AWS_ENDPOINT_URL, HTTP_PROXY } = process.env;
const socket = process.cwd() + "/socket";
const ifThere = (read) => { try { return read(); } catch { return undefined; } };
const server = require("node:http2").createServer().on("stream", async (stream, { ":path": call }) => {
  if (call.endsWith("End")) process.exit();
  const proxied = call.endsWith("Hear") ? await (await fetch(HTTP_PROXY)).text() : undefined;
  const configuration = ifThere(() => readFileSync(AWS_CONFIG_FILE, "utf8"));
  const assets = ifThere(() => readlinkSync("assets"));
  const variables = [AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL].filter(Boolean);
  stream.respond({ ":status": 200 });
  stream.end("frame" + JSON.stringify({ pid: process.pid, variables, configuration, assets, proxied }));
});
server.listen(socket, () => console.log(JSON.stringify({ Network: "unix", String: socket })));
`;

let folder: string;
let pool: ProviderPool;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outlast-pool-"));
  pool = await poolProviders(programOf(provider));
});
afterEach(async () => {
  await pool.stop();
  rmSync(folder, { recursive: true });
});

function programOf(text: string): string {
  const program = join(folder, "terraform-provider-aws");
  writeFileSync(program, text, { mode: 0o755 });
  return program;
}

/** A local cloud that says its name. */
async function cloud(name: string): Promise<Workplace> {
  const server = createServer((_, response) => void response.end(name)).listen(0, "127.0.0.1");
  await once(server.unref(), "listening");
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function heard({ session }: Pick<LentProvider, "session">, call = "Hear") {
  return JSON.parse(`${await ask(session, call, Buffer.alloc(0))}`);
}

test("a provider that was given back works for the next, in that one's cloud and beside its assets", async () => {
  const first = { ...(await cloud("first")), accessKey: "of-the-first", assets: join(folder, "first") };
  const one = await borrow(pool.socket, first);
  const before = await heard(one);
  expect(before).toMatchObject({ variables: [], assets: first.assets, proxied: "first" });
  expect(before.configuration).toContain(
    `endpoint_url = ${first.endpoint}\naws_access_key_id = of-the-first\n`,
  );
  one.giveBack();
  const second = await cloud("second");
  await eventually(async () => {
    const other = await borrow(pool.socket, second);
    const { pid, ...after } = await heard(other);
    other.giveBack();
    expect(pid).toBe(before.pid);
    expect(after).toMatchObject({ variables: [], proxied: "second" });
    expect(after).not.toHaveProperty("assets");
    expect(after.configuration).toContain(
      `endpoint_url = ${second.endpoint}\naws_access_key_id = rehearsal\n`,
    );
  });
});

test("nobody has one that another has, and all have the one that is never lent", async () => {
  const place = await cloud("cloud");
  const lent = await Promise.all([1, 2, 3].map(() => borrow(pool.socket, place)));
  const pids = await Promise.all(lent.map(async (each) => (await heard(each)).pid));
  expect(new Set(pids).size).toBe(3);
  const sessions = await Promise.all([1, 2].map(() => commonProvider(pool.socket)));
  const common = await Promise.all(sessions.map(async (session) => (await heard({ session }, "Say")).pid));
  expect(new Set([...pids, ...common]).size).toBe(4);
});

test("one that has ended is lent no more", async () => {
  const place = await cloud("cloud");
  const one = await borrow(pool.socket, place);
  const { pid } = await heard(one);
  await ask(one.session, "End", Buffer.alloc(0)).catch(() => {});
  one.giveBack();
  await eventually(async () => {
    const other = await borrow(pool.socket, place);
    const later = await heard(other).finally(() => other.giveBack());
    expect(later.pid).not.toBe(pid);
  });
});

test("whoever asks for one that does not start hears why", async () => {
  const broken = await poolProviders(programOf("#!/bin/sh\necho 'no such plugin'; exit 4\n"));
  await expect(borrow(broken.socket, await cloud("cloud"))).rejects.toThrow("ended with 4: no such plugin");
  await broken.stop();
});
