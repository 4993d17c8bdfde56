import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runFunction, viewerRequestEvent } from "../../library/testing";

const folder = mkdtempSync(join(tmpdir(), "outlast-run-function-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, "request.ts");
  writeFileSync(path, text);
  return path;
}

describe("runFunction", () => {
  it("runs one event, and gives what the function returned and logged", () => {
    const members = file(`
      const login: string = "/login/";
      export function handler(event: any) {
        console.log(event.request.querystring.a.value);
        if (!event.request.headers["x-member"])
          return { statusCode: 302, statusDescription: "Found", headers: { location: { value: login } } };
        return event.request;
      }
    `);
    const { output, error, logs, computeUtilization } = runFunction(
      members,
      viewerRequestEvent("/a?a=1&b=2"),
    );
    expect({ output, error, logs }).toEqual({
      output: expect.objectContaining({ statusCode: 302, headers: { location: { value: "/login/" } } }),
      error: undefined,
      logs: [expect.stringContaining("1")],
    });
    expect(computeUtilization).toBeGreaterThanOrEqual(0);
    const member = runFunction(members, viewerRequestEvent("/a?a=1", { "X-Member": "yes" }));
    expect(member.output).toMatchObject({ uri: "/a", querystring: { a: { value: "1" } } });
  });

  it("reads the keys that the store is given", () => {
    const flagged = file(`
      import cf from "cloudfront";
      export async function handler(event: any) {
        const value = await cf.kvs().get("flag");
        event.request.uri = "/" + value;
        return event.request;
      }
    `);
    const { output } = runFunction(flagged, viewerRequestEvent("/"), { keyValues: { flag: "on" } });
    expect(output).toMatchObject({ uri: "/on" });
    expect(runFunction(flagged, viewerRequestEvent("/")).output).toBeUndefined();
  });

  it("says what failed at the edge, and refuses what the runtime cannot run", () => {
    const failed = runFunction(
      file("export function handler() { throw new Error('no'); }"),
      viewerRequestEvent("/"),
    );
    expect(failed).toMatchObject({ output: undefined, error: expect.stringContaining("no") });
    const timer = file(
      "export function handler(event: any) { setTimeout(handler, 1); return event.request; }",
    );
    expect(() => runFunction(timer, viewerRequestEvent("/"))).toThrow(/request\.ts:1: EDGE_RUNTIME_TIMER/);
  });

  it("makes cookies of a Cookie header, and keeps all values of a name", () => {
    const { headers, cookies, querystring } = viewerRequestEvent("/?a=1&a=2&b", {
      Cookie: "s=1; t=a=b",
    }).request;
    expect(headers).toEqual({ host: { value: "www.example.com" } });
    expect(cookies).toEqual({ s: { value: "1" }, t: { value: "a=b" } });
    expect(querystring).toEqual({
      a: { value: "1", multiValue: [{ value: "1" }, { value: "2" }] },
      b: { value: "" },
    });
  });

  it("runs what docs/own-edge-function.md shows, types and all", () => {
    const code = [...readFileSync("docs/own-edge-function.md", "utf8").matchAll(/```ts\n(.*?)```/gs)];
    const shown =
      code.map(([, text = ""]) => text).find((text) => text.startsWith("// edge/request.ts")) ?? "";
    const path = file(shown);
    expect(runFunction(path, viewerRequestEvent("/members/")).output?.statusCode).toBe(302);
    const member = viewerRequestEvent("/members/", { cookie: "session=1" });
    expect(runFunction(path, member).output?.uri).toBe("/members/");
  });
});
