import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { viewerRequestBundle } from "../../../modules/edge-bundle";
import { deploy, requestEvent, siteOf } from "../../edge-functions/harness";

const folder = mkdtempSync(join(tmpdir(), "outlast-own-function-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, "request.ts");
const own = `
  import { answer } from "./answer";
  export function handler(event: any) {
    const uri = event.request.uri;
    if (uri === "/closed/") return answer;
    event.request.uri = uri.replace("/old/", "/new/");
    event.request.headers["x-seen"] = { value: uri };
    return event.request;
  }
`;
writeFileSync(
  join(folder, "answer.ts"),
  'export const answer = { statusCode: 403, statusDescription: "No" };',
);

/** The site's function with that one in it, for one path. */
async function run(path: string, order: "before" | "after", text = own) {
  writeFileSync(file, text);
  const site = siteOf({ redirects: [{ from: "/home/", to: "/" }], edge: { viewerRequest: { file, order } } });
  const { code } = viewerRequestBundle(site);
  const { handler, calls } = deploy<object, Promise<Record<string, unknown>>>(code);
  return { answer: await handler(requestEvent(path)), calls };
}

describe("a function of the project in one with the site's", () => {
  it("sees before it what the viewer asked, and the site's own goes on with what it leaves", async () => {
    const { answer, calls } = await run("/old/page/", "before");
    expect(answer).toMatchObject({
      uri: "/new/page/index.html",
      headers: { "x-seen": { value: "/old/page/" } },
    });
    expect(calls.length).toBeGreaterThan(0);
  });

  it("sees after it the document", async () => {
    const { answer } = await run("/old/page/", "after");
    expect(answer).toMatchObject({
      uri: "/new/page/index.html",
      headers: { "x-seen": { value: "/old/page/index.html" } },
    });
  });

  it("ends the event with an answer, and so does the site's", async () => {
    expect(await run("/closed/", "before")).toEqual({
      answer: { statusCode: 403, statusDescription: "No" },
      calls: [],
    });
    expect((await run("/home/", "after")).answer).toMatchObject({ statusCode: 301 });
  });

  it("may be an async one", async () => {
    const text = `export async function handler(event: any) { return event.request; }`;
    expect((await run("/page/", "before", text)).answer).toMatchObject({ uri: "/page/index.html" });
  });

  it.each([
    [
      "what the runtime lacks",
      "export function handler(e: any) { fetch(e); return e.request; }",
      /request\.ts:1: EDGE_RUNTIME_GLOBAL: fetch/,
    ],
    [
      "a package",
      'import x from "left-pad";\nexport function handler(e: any) { return x(e); }',
      /EDGE_RUNTIME_MODULE: module "left-pad"/,
    ],
    ["no handler", "export const other = 1;", /EDGE_BUILD: .*handler/],
    [
      "more than 10 KB",
      `export function handler(e: any) { return e.request || ${JSON.stringify("x".repeat(11_000))}; }`,
      /EDGE_FUNCTION_TOO_LARGE: .*edge\.viewerRequest/,
    ],
  ])("is refused with %s", async (_, text, message) => {
    await expect(run("/", "before", text)).rejects.toThrow(message);
  });

  it("is refused where there is no such file", async () => {
    const site = siteOf({ edge: { viewerRequest: "./edge/none.ts" } });
    expect(() => viewerRequestBundle(site)).toThrow(/EDGE_BUILD: .*edge\/none\.ts/);
  });
});
