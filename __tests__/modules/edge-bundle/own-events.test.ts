import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import {
  headerFunctionArchive,
  headerFunctionViewerBundle,
  viewerRequestBundle,
} from "../../../modules/edge-bundle";
import { deploy, deployLambda, requestEvent, siteOf } from "../../edge-functions/harness";
import { siteJson } from "../../support/site-json";

const folder = mkdtempSync(join(tmpdir(), "outlast-own-events-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Each says what it has found of the site's own header, and adds one. */
const response = written(
  "response.ts",
  `export function handler(event: any) {
    const response = event.response;
    response.headers["x-seen"] = { value: response.headers["x-rule"] ? "rule" : "none" };
    return response;
  }`,
);
const origin = written(
  "origin.ts",
  `export const handler = async (event: any) => {
    const { config, request, response } = event.Records[0].cf;
    if (config.eventType === "origin-request") return { ...request, uri: "/asked" };
    response.headers["x-seen"] = [{ key: "X-Seen", value: response.headers["x-rule"] ? "rule" : "none" }];
    return response;
  };`,
);

const rules = [{ set: { "X-Rule": "1" } }];
const none = { contentSecurityPolicy: false } as const;
const orders = [
  ["before", "none"],
  ["after", "rule"],
] as const;

function viewerAnswer(input: Partial<SiteInput>) {
  const { code } = headerFunctionViewerBundle(siteOf(input));
  const { handler } = deploy<unknown, Promise<unknown>>(code);
  return handler({ ...requestEvent("/"), response: { statusCode: 200, headers: {} } });
}

function originAnswer(input: Partial<SiteInput>, eventType: "origin-request" | "origin-response") {
  const handler = deployLambda<unknown, unknown>(headerFunctionArchive(siteOf(input)).zip);
  const answered = eventType === "origin-response" && { response: { status: "200", headers: {} } };
  return handler({ Records: [{ cf: { config: { eventType }, request: { uri: "/" }, ...answered } }] });
}

describe("a function of the project on the way to the visitor", () => {
  it.each(orders)("sees %s the site's own rules what they leave: %s", async (order, seen) => {
    const edge = { viewerResponse: { file: response, order } };
    expect(await viewerAnswer({ edge, headers: { runtime: "cloudfront-function", rules } })).toMatchObject({
      headers: { "x-seen": { value: seen }, "x-rule": { value: "1" } },
    });
  });

  it("is alone where the rules run at the origin, beside these", async () => {
    const input = { edge: { viewerResponse: response }, headers: { rules } };
    expect(await viewerAnswer(input)).toMatchObject({ headers: { "x-seen": { value: "none" } } });
    expect(headerFunctionViewerBundle(siteOf(input)).code).not.toContain("SETTINGS");
    const behaviour = defaultBehaviour(input);
    expect(behaviour.function_association.map(({ event_type }) => event_type)).toEqual([
      "viewer-request",
      "viewer-response",
    ]);
    expect(behaviour.lambda_function_association?.map(({ event_type }) => event_type)).toEqual([
      "origin-response",
    ]);
  });
});

describe("a function of the project at the origin", () => {
  it.each(orders)("sees %s the site's own rules what they leave: %s", async (order, seen) => {
    const edge = { originResponse: { file: origin, order } };
    expect(await originAnswer({ edge, headers: { rules } }, "origin-response")).toMatchObject({
      headers: { "x-seen": [{ value: seen }], "x-rule": [{ value: "1" }] },
    });
  });

  it("changes what is asked, in one function with what the site has there", async () => {
    const input = { edge: { originRequest: origin }, headers: { rules } };
    expect(await originAnswer(input, "origin-request")).toMatchObject({ uri: "/asked" });
    expect(await originAnswer(input, "origin-response")).toMatchObject({
      headers: { "x-rule": [{ value: "1" }] },
    });
    const associations = defaultBehaviour(input).lambda_function_association ?? [];
    expect(associations.map(({ event_type }) => event_type)).toEqual(["origin-request", "origin-response"]);
    expect(new Set(associations.map(({ lambda_arn }) => lambda_arn)).size).toBe(1);
  });

  it("is alone where the site has nothing there, at the events that it has", async () => {
    const input = { edge: { originRequest: origin }, headers: none };
    expect(await originAnswer(input, "origin-request")).toMatchObject({ uri: "/asked" });
    const associations = defaultBehaviour(input).lambda_function_association ?? [];
    expect(associations.map(({ event_type }) => event_type)).toEqual(["origin-request"]);
  });
});

interface Behaviour {
  readonly function_association: readonly { readonly event_type: string }[];
  readonly lambda_function_association?: readonly {
    readonly event_type: string;
    readonly lambda_arn: string;
  }[];
}

function defaultBehaviour(input: Partial<SiteInput>): Behaviour {
  const distributions = Object.values(siteJson(input).resource?.aws_cloudfront_distribution ?? {});
  return (distributions[0] as unknown as { default_cache_behavior: Behaviour }).default_cache_behavior;
}

describe("what is wrong with a function of the project", () => {
  it.each([
    ["a file that is not there", undefined, /EDGE_BUILD: there is no file .*none\.ts\./],
    [
      "another export",
      "export const other = 1;",
      /wrong\.ts:1: EDGE_BUILD: it exports no function named handler/,
    ],
    [
      "syntax that cannot be lowered",
      "export function handler(e: any) { return { async *x() {} }; }",
      /wrong\.ts:1: EDGE_RUNTIME_SYNTAX: /,
    ],
  ])("is said at a place of theirs, in their words: %s", (_, text, message) => {
    const file = text === undefined ? join(folder, "none.ts") : written("wrong.ts", text);
    for (const edge of [{ viewerRequest: file }, { viewerResponse: file }]) {
      const bundle = "viewerRequest" in edge ? viewerRequestBundle : headerFunctionViewerBundle;
      const said = () => bundle(siteOf({ edge }));
      expect(said).toThrow(message);
      expect(said).not.toThrow(/generated|overrides/);
    }
  });
});
