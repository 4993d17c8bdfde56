import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { classifier } from "../../../release/classes/classify";
import type { OfflineRole } from "../../../release/links/offline";
import { type NameHistory, noHistory } from "../../../release/record/name-history";
import { siteConfig } from "../../support/release/world";

type Setting = NonNullable<NonNullable<SiteInput["content"]>["files"]>[number];

interface Known extends Pick<SiteInput, "cache"> {
  readonly history?: NameHistory;
  readonly offline?: OfflineRole;
}

function classOf(
  key: string,
  files: readonly Setting[],
  { cache, history = noHistory, offline }: Known = {},
) {
  const classify = classifier(
    siteConfig({ content: { files: [...files] }, ...(cache && { cache }) }),
    history,
  );
  const served = { contentType: "text/html; charset=utf-8" };
  return classify({ key, md5: "md5", served, ...(offline && { offline }) });
}

const year = "public, max-age=31536000, immutable";

describe("what content.files says", () => {
  it("takes the place of type, charset, encoding and lifetime", () => {
    const files = [
      { glob: "*.dat", contentType: "application/x-data", charset: "utf-16", cacheControl: "max-age=5" },
    ];
    const { headers, kind, why } = classOf("a/b.dat", [{ ...files[0], contentEncoding: "br" } as Setting]);
    expect(headers).toEqual({
      contentType: "application/x-data; charset=utf-16",
      contentEncoding: "br",
      cacheControl: "max-age=5",
    });
    expect([kind, why]).toEqual(["asset", "the config says so of *.dat"]);
  });

  it("leaves what it does not say, and files that it does not name", () => {
    const charset = classOf("a.html", [{ glob: "/a.html", charset: "shift_jis" }]);
    expect(charset.headers.contentType).toBe("text/html; charset=shift_jis");
    expect(charset.headers.cacheControl).toContain("max-age=0");
    expect(classOf("b/a.html", [{ glob: "/a.html", charset: "shift_jis" }]).headers.contentType).toContain(
      "utf-8",
    );
    const plain = classOf("a.svgz", [{ glob: "*.svgz", contentEncoding: "identity" }]);
    expect(plain.headers).not.toHaveProperty("contentEncoding");
  });

  it("is the first entry that matches", () => {
    const files = [
      { glob: "/feeds/", cacheControl: "max-age=1" },
      { glob: "*.xml", cacheControl: "max-age=2" },
    ];
    expect(classOf("feeds/a.xml", files).headers.cacheControl).toBe("max-age=1");
    expect(classOf("a.xml", files).headers.cacheControl).toBe("max-age=2");
  });

  it("goes before the mode of the path, and says so", () => {
    const cache = { paths: [{ path: "/feeds/*", mode: "edge" as const, ttl: "1h" }] };
    const { headers, problem } = classOf("feeds/a.xml", [{ glob: "*.xml", cacheControl: "no-cache" }], {
      cache,
    });
    expect(headers.cacheControl).toBe("no-cache");
    expect(problem).toMatchObject({
      code: "RELEASE_LIFETIME_TWICE",
      value: "feeds/a.xml: *.xml and /feeds/*",
    });
  });

  it("is evidence where it is immutable, but for a name that has carried other bytes", () => {
    const files = [{ glob: "*.js", contentType: "text/javascript", cacheControl: year }];
    expect(classOf("lib.js", files).headers.cacheControl).toBe(year);
    const history = { hasCarriedOthers: () => true, wasPromised: () => false };
    const reused = classOf("lib.js", files, { history });
    expect(reused.headers.cacheControl).toContain("max-age=60");
    expect(reused.problem?.code).toBe("RELEASE_NAME_REUSED");
  });

  it("keeps no service worker", () => {
    const { headers, problem } = classOf("sw.js", [{ glob: "*.js", cacheControl: year }], {
      offline: "worker",
    });
    expect(headers.cacheControl).toBe("max-age=0, s-maxage=0, stale-if-error=0");
    expect(problem?.code).toBe("RELEASE_WORKER_LIFETIME");
  });
});
