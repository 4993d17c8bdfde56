import { afterEach, describe, expect, test } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import type { Distribution, ViewerRequest } from "../../../../rehearsal/edge";
import { ViewerPorts } from "../../../../rehearsal/session/cloud/viewer-ports";

let ports: ViewerPorts | undefined;
afterEach(() => ports?.close());

const trace = { distributionId: "E1", behavior: "*", result: "Miss", origins: [], duration: 0, stale: false };

/** An edge that answers with the host that it was asked for. */
const edge = {
  wantsBody: () => false,
  handle: async ({ headers }: { readonly headers: HeaderMap }) => {
    const body = Buffer.from(headers.get("host") ?? "");
    return { status: 200, statusText: "OK", headers: new HeaderMap(), body, trace };
  },
};

/** An edge that answers with what it is told of a visitor, and sends everybody to a name. */
const telling = (location: string) => ({
  wantsBody: () => false,
  handle: async ({ scheme, country, device }: Pick<ViewerRequest, "scheme" | "country" | "device">) => {
    const body = Buffer.from([scheme, country, device].join(" "));
    return { status: 301, statusText: "Moved", headers: new HeaderMap({ location }), body, trace };
  },
});

const distribution = (id: string, ...aliases: string[]) =>
  ({ id, aliases, domainName: `${id}.cloudfront.net` }) as unknown as Distribution;

/** Ports in front of these distributions, and how to deploy others. */
async function open(...deployed: readonly Distribution[]) {
  let distributions = deployed;
  const opened = await ViewerPorts.open({ cloud: { distributions: () => distributions }, edge, port: 0 });
  ports = opened;
  return {
    opened,
    deploy(...given: readonly Distribution[]) {
      distributions = given;
      opened.update();
    },
  };
}

const asked = async (url: string) => (await fetch(url)).text();

describe("where visitors ask the edge of the local cloud", () => {
  test("localhost is whatever is deployed, where nobody has said which site it is", async () => {
    const { opened, deploy } = await open();
    expect(await asked(opened.url)).toMatch(/^localhost:/);
    deploy(distribution("e1", "www.example.com"), distribution("e2"));
    expect(await asked(opened.url)).toBe("www.example.com");
  });

  test("each site has a port of its own, whichever CloudFront made first", async () => {
    const { opened } = await open(distribution("e1"), distribution("e2"));
    const second = { distributionId: "e2", host: "e2.cloudfront.net" };
    const first = { distributionId: "e1", host: "e1.cloudfront.net" };
    const urls = [await opened.urlOf(second), await opened.urlOf(first)];
    expect(urls[0]).toBe(opened.url);
    expect(await Promise.all(urls.map(asked))).toEqual(["e2.cloudfront.net", "e1.cloudfront.net"]);
    expect(await opened.urlOf(first)).toBe(urls[1]);
  });

  test("localhost is the site's main name, wherever that is among its aliases", async () => {
    const { opened, deploy } = await open(distribution("e1", "example.com", "www.example.com"));
    const url = await opened.urlOf({ distributionId: "e1", host: "www.example.com" });
    expect(await asked(url)).toBe("www.example.com");
    deploy(distribution("e0", "other.example"), distribution("e1", "example.com", "www.example.com"));
    expect(await asked(url)).toBe("www.example.com");
  });

  test("an HTTP port is the edge's own port by HTTP, and redirects lead from the one to the other", async () => {
    const cloud = { distributions: () => [distribution("e1", "www.example.com")] };
    const visitors = { facts: { country: "DE", device: "tablet" } as const };
    ports = await ViewerPorts.open({
      ...{ cloud, edge: telling("https://www.example.com/a"), port: 0, httpPort: 0, visitors },
    });
    const { httpUrl = "", url } = ports;
    const answer = await fetch(httpUrl, { redirect: "manual" });
    expect([answer.headers.get("location"), await answer.text()]).toEqual([`${url}/a`, "http DE tablet"]);
    expect(await (await fetch(url, { redirect: "manual" })).text()).toBe("https DE tablet");
  });
});
