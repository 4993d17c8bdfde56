import { expect } from "vitest";
import { Rehearsal } from "../../rehearsal/assembly/rehearsal";
import { HeaderMap, SystemClock } from "../../rehearsal/edge";
import type { LoadedSite } from "../../rehearsal/terraform";

/** What a visitor gets of the distribution that has a bucket of this beginning for an origin. */
type Visit = (
  bucket: string,
  path: string,
) => Promise<{ readonly status?: number; readonly body: string; readonly location: string | null }>;

/** What the buckets of strangers' sites have, by the beginning of their names. */
export const strangersPages = [
  ["each-value-main", "index.html", "main"],
  ["dyn-", "index.html", "dynamic"],
  ["dyn-", "404.html", "not here"],
] as const;

/** That strangers' sites are served right, whoever serves them. */
export async function expectServed(visit: Visit): Promise<void> {
  // Lists that are null or empty, and a policy by each.value.
  expect(await visit("each-value-main", "/")).toMatchObject({ status: 200, body: "main" });
  // Its website's routing rule is nobody's who comes by the REST endpoint.
  expect(await visit("each-value-main", "/old/page")).toMatchObject({ status: 403, location: null });
  expect(await visit("dyn-", "/")).toMatchObject({ status: 200, body: "dynamic" });
  expect(await visit("dyn-", "/nothing")).toMatchObject({ status: 404, body: "not here" });
  const led = await visit("redirects-to-the-apex", "/a/b");
  expect(led).toMatchObject({ status: 301, location: "https://example.com/a/b" });
}

/** That what was read of them is rehearsed so. */
export async function expectRehearsed(site: LoadedSite): Promise<void> {
  const rehearsal = new Rehearsal(site, { clock: new SystemClock() });
  for (const [start, key, text] of strangersPages) {
    const bucket = site.buckets.find(({ name }) => name.startsWith(start))?.name ?? start;
    rehearsal.regions.store(bucket).put(key, Buffer.from(text), { contentType: "text/html" });
  }
  try {
    await expectServed(async (bucket, target) => {
      const [path = "", query = ""] = target.split("?");
      const found = site.distributions.find(({ origins }) =>
        origins.some(({ domainName }) => domainName.startsWith(bucket)),
      );
      const { status, headers, body } = await rehearsal.edge.handle({
        ...{ method: "GET", scheme: "https", httpVersion: "1.1", path, query, clientIp: "203.0.113.7" },
        headers: new HeaderMap({ host: found?.domainName ?? "" }),
      });
      return { status, body: Buffer.from(body).toString(), location: headers.get("location") };
    });
  } finally {
    await rehearsal.close();
  }
}
