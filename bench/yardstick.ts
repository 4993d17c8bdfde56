import { createContext, runInContext } from "node:vm";

// The yardstick of what computes: a fixed piece of work, of the kind that answering a cached request is, and of nothing
// of the project's. It is never tuned; who changes it makes every bar that is held against it anew.

const known = 64;

/** A function of a context of its own, that takes an event as text and answers with a changed one. */
const inContext = runInContext(
  `(text) => {
    const { request } = JSON.parse(text);
    if (request.uri.endsWith("/")) request.uri += "index.html";
    if (!/\\.[a-z0-9]+$/.test(request.uri)) return JSON.stringify({ statusCode: 301 });
    request.headers["x-seen"] = { value: request.headers.host.value.toLowerCase() };
    return JSON.stringify(request);
  }`,
  createContext({}),
) as (text: string) => string;

interface Stored {
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Uint8Array;
  used: number;
}

const store = new Map<string, Stored>();

/** `count` turns of the yardstick; gives a number that depends on each of them. */
export async function turns(count: number): Promise<number> {
  let sum = 0;
  for (let index = 0; index < count; index++) sum = (sum + (await one(index))) % 1_000_003;
  return sum;
}

/** Headers in a map, a function in its context, a key of a few strings, an object by that key, its headers copied. */
async function one(index: number): Promise<number> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(sent(index))) headers.set(name.toLowerCase(), value.trim());
  const event = {
    request: {
      method: "GET",
      uri: `/section-${index % known}/${index % 3 === 0 ? "" : "page.html"}`,
      headers: Object.fromEntries([...headers].map(([name, value]) => [name, { value }])),
    },
  };
  const changed = JSON.parse(inContext(JSON.stringify(event))) as typeof event.request;
  const encoding = /\b(br|gzip)\b/.exec(headers.get("accept-encoding") ?? "")?.[1] ?? "";
  const key = [changed.headers.host?.value, changed.uri, encoding].join("\n");
  const stored = store.get(key) ?? remember(key);
  stored.used = index;
  const answer = new Map([...stored.headers].map(([name, values]) => [name, [...values]]));
  answer.set("x-id", [index.toString(16).padStart(16, "0")]);
  answer.set("age", [String(index % 100)]);
  await undefined;
  return answer.size + stored.body.length + (answer.get("x-id")?.[0]?.length ?? 0);
}

function sent(index: number): Record<string, string> {
  return {
    Host: `www-${index % 4}.example.com`,
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)",
    Accept: "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip, deflate, br",
    "If-None-Match": `"${index % known}"`,
  };
}

function remember(key: string): Stored {
  const names = ["content-type", "etag", "last-modified", "cache-control", "vary", "server", "link", "via"];
  const headers = new Map(names.map((name) => [name, [`${name} of ${key.length}`]]));
  const stored = { headers, body: new Uint8Array(5_000), used: 0 };
  store.set(key, stored);
  return stored;
}
