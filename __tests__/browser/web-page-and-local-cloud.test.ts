import { createServer } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Listening, listen } from "../../rehearsal/server";
import { openBrowser } from "../../rehearsal/session/browser/open-browser";
import { LocalCloud } from "../../rehearsal/session/cloud/local-cloud";
import { fakeMoto } from "../rehearsal/cloud/support/fake-moto";

let moto: Awaited<ReturnType<typeof fakeMoto>>;
let local: LocalCloud;
let attacker: Listening;
let browser: Browser;
beforeAll(async () => {
  moto = await fakeMoto();
  local = await LocalCloud.start({
    moto: { endpoint: moto.endpoint, stop: async () => {} },
    ...{ port: 0, edgePort: 0, say: () => {} },
  });
  local.cloud.faults.setAlias("primary", "shop-primary");
  const page = createServer((_, outgoing) =>
    outgoing.setHeader("content-type", "text/html").end("<!doctype html><title>a page</title>"),
  );
  attacker = await listen(page, 0, "127.0.0.1");
  browser = await openBrowser({ hosts: ["evil.example"] });
});
afterAll(async () => {
  await browser?.close();
  await attacker?.close();
  await local?.close();
  await moto?.close();
});

interface Attempt {
  readonly url: string;
  readonly init?: RequestInit;
}

/** What a page at `from` gets to read of its requests' answers; "nothing" where the browser gives it nothing. */
async function readBy(from: string, attempts: readonly Attempt[]): Promise<string[]> {
  const page = await browser.newPage();
  await page.goto(from);
  const read = await page.evaluate(async (list) => {
    const results: string[] = [];
    for (const { url, init } of list) {
      const answer = await fetch(url, init).catch(() => undefined);
      results.push(answer === undefined || answer.type === "opaque" ? "nothing" : String(answer.status));
    }
    return results;
  }, attempts);
  await page.close();
  return read;
}

/** What a page would send, even if it knew the key: reading and making, as scripts may and as forms may. */
function attempts(endpoint: string, control: string): Attempt[] {
  const scope = `${local.accessKey}/20260101/us-east-1/lambda/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
  const simple: RequestInit = { method: "POST", mode: "no-cors", body: '{"FunctionName":"evil"}' };
  return [
    { url: `${endpoint}/2015-03-31/functions` },
    { url: `${endpoint}/2015-03-31/functions`, init: { headers: { authorization } } },
    { url: `${endpoint}/2015-03-31/functions?X-Amz-Credential=${scope}`, init: simple },
    { url: `${control}/state` },
    { url: `${control}/faults`, init: { ...simple, body: '{"fault":"primary=503"}' } },
  ];
}

test("a page of another site reads nothing and changes nothing", async () => {
  const control = local.controlUrl.replace("localhost", "127.0.0.1");
  const tried = attempts(local.cloud.url, control);
  const read = await readBy(`http://evil.example:${attacker.port}/`, tried);
  expect(read).toEqual(tried.map(() => "nothing"));
  expect(moto.seen).toEqual([]);
  expect(local.cloud.faults.list()).toEqual([]);
});

test("a page whose name was led to this machine meets a refusal at each port", async () => {
  for (const url of [local.cloud.url, local.controlUrl]) {
    const own = `http://evil.example:${new URL(url).port}`;
    const tried = [{ url: `${own}/2015-03-31/functions`, init: { method: "POST" } }, { url: `${own}/state` }];
    expect(await readBy(`${own}/state`, tried)).toEqual(["403", "403"]);
  }
  expect(moto.seen).toEqual([]);
});
