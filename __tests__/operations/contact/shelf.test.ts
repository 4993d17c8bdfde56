import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import type { SiteInput } from "../../../config";
import { renderSheet } from "../../../operations/contact/sheet";
import { findSheet } from "../../../operations/contact/shelf";
import { outputsOf } from "../../support/site-outputs";

beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "a");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b");
});
afterEach(() => vi.unstubAllEnvs());

/** An account with these buckets, each with its sheet. */
async function account(sheets: Readonly<Record<string, string | undefined>>): Promise<void> {
  const xml = (response: ServerResponse, body: string) =>
    response.writeHead(200, { "content-type": "application/xml" }).end(`<?xml version="1.0"?>${body}`);
  const server = createServer(({ url = "" }: IncomingMessage, response) => {
    const { pathname, searchParams } = new URL(url, "http://here");
    if (pathname === "/") {
      const buckets = Object.keys(sheets).map((name) => `<Bucket><Name>${name}</Name></Bucket>`);
      return xml(
        response,
        `<ListAllMyBucketsResult><Buckets>${buckets.join("")}</Buckets></ListAllMyBucketsResult>`,
      );
    }
    if (searchParams.has("location"))
      return xml(response, "<LocationConstraint>eu-west-1</LocationConstraint>");
    const sheet = sheets[pathname.split("/")[1] ?? ""];
    if (sheet === undefined)
      return response
        .writeHead(404, { "content-type": "application/xml" })
        .end("<Error><Code>NoSuchKey</Code></Error>");
    response.writeHead(200, { etag: '"e"', "content-type": "application/json" }).end(sheet);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const place = (region: string, bucket: string) => ({ region, bucket });
const first = place("eu-central-1", "docs-primary");
const second = place("eu-west-1", "docs-replica");
const third = place("eu-north-1", "docs-eu-north-1");
const fourth = place("us-west-2", "docs-us-west-2");

/** The sheet of a site with these regions, of the distribution of that id. */
function sheet(id: string, regions: SiteInput["regions"]): string {
  return renderSheet({ outputs: outputsOf(id), definition: { name: "docs", regions } });
}

const before = sheet("BEFORE", { primary: first.region, replica: second.region });
const once = sheet("ONCE", { primary: second, replica: third, forgotten: [first] });
const twice = sheet("TWICE", { primary: third, replica: fourth, forgotten: [first, second] });

it.each([
  ["as it was made", "BEFORE", { "docs-primary": before, "docs-replica": before }],
  ["after a promotion", "ONCE", { "docs-eu-north-1": once, "docs-replica": once }],
  ["after a second one", "TWICE", { "docs-eu-north-1": twice, "docs-us-west-2": twice }],
  [
    "after both regions that were lost came back with what they knew",
    "TWICE",
    { "docs-eu-north-1": twice, "docs-primary": before, "docs-replica": once, "docs-us-west-2": twice },
  ],
  [
    "beside others",
    "BEFORE",
    { "a-primary": undefined, "docs-logs-eu-west-1": undefined, "docs-primary": before },
  ],
])("finds a site by its name %s", async (_, id, buckets) => {
  await account({ ...buckets, "docs-state": undefined });
  expect((await findSheet("docs", "eu-west-1", [])).outputs.distribution.id).toBe(id);
});

it("finds it by its host, in buckets that are called otherwise", async () => {
  await account({ "docs-eu-north-1": twice, "docs-replica": once });
  const host = new URL(outputsOf("TWICE").url).hostname;
  expect((await findSheet(host, "eu-west-1", [])).outputs.distribution.id).toBe("TWICE");
});

it("finds it by its name in buckets whose names a config chose", async () => {
  const regions = { primary: place("eu-central-1", "acme-web"), replica: place("eu-west-1", "acme-spare") };
  const chosen = sheet("CHOSEN", regions);
  await account({ "acme-web": chosen, "acme-spare": chosen, "docs-primary": undefined, other: undefined });
  expect((await findSheet("docs", "eu-west-1", [])).outputs.distribution.id).toBe("CHOSEN");
});

it("says how many buckets it has looked into", async () => {
  await account({ "docs-primary": before, other: undefined });
  await expect(findSheet("shop", "eu-west-1", ["blog"])).rejects.toMatchObject({
    code: "SITE_NOWHERE",
    message: expect.stringMatching(/\(blog\).* looked into 2 buckets\n/),
  });
});
