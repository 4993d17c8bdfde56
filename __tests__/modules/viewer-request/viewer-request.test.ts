import { describe, expect, it } from "vitest";
import { siteJson } from "../../support/site-json";
import { resource, resources } from "../../support/synth";

const keys = "aws_cloudfrontkeyvaluestore_key";

describe("viewer request", () => {
  it("is a published function of runtime 2.0 with the site's KeyValueStore", () => {
    expect(resource(siteJson(), "aws_cloudfront_function")).toMatchObject({
      name: "shop-viewer-request",
      runtime: "cloudfront-js-2.0",
      publish: true,
      key_value_store_associations: ["${aws_cloudfront_key_value_store.viewer_request_store.arn}"],
    });
  });

  it("escapes what Terraform would take for a template in the code", () => {
    const { code } = resource(siteJson(), "aws_cloudfront_function") as { code: string };
    expect(code).not.toMatch(/(^|[^$])(\$\$)*\$\{/);
    expect(code).toContain("$${");
  });

  it("leaves the store to the operators: no key is Terraform's, the switch least of all", () => {
    expect(resources(siteJson(), keys)).toEqual([]);
  });

  it("keeps redirects that outgrow the code as keys of the store", () => {
    const redirects = Array.from({ length: 400 }, (_, n) => ({
      from: `/an/old/place/with/a/long/name/${n}`,
      to: `/a/new/place/with/a/long/name/${n}`,
    }));
    const json = siteJson({ redirects });
    const stored = resources(json, keys);
    expect(stored.length).toBeGreaterThan(10);
    expect(stored.map(({ key }) => key)).not.toContain("serve-from");
    expect(stored.map(({ value }) => value).join("")).toContain("/an/old/place/with/a/long/name/399/ ");
  });

  it("puts keys before the function that reads them, and takes them away after one that does not", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ from: `/an/old/place/with/a/long/name/${n}`, to: "/new" }));
    const [small, large] = [400, 1600].map((count) => siteJson({ redirects: many(count) }));
    const names = (json: typeof small) => Object.keys(json?.resource?.[keys] ?? {});
    const { depends_on: before } = resource(small ?? {}, "aws_cloudfront_function");
    expect(new Set(before as string[])).toEqual(new Set(names(small).map((name) => `${keys}.${name}`)));
    for (const one of resources(small ?? {}, keys))
      expect(one).toMatchObject({ lifecycle: { create_before_destroy: true } });
    // A table with more buckets shares no key with one that has fewer: neither function reads the other's.
    expect(names(large).filter((name) => names(small).includes(name))).toEqual([]);
  });
});
