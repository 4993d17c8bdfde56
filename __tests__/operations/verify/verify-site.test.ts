import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { expectedHeaders } from "../../../config/expected-headers";
import type { Ask, SiteAnswer } from "../../../operations/verify/ask";
import type { ExpectedFile } from "../../../operations/verify/expected";
import { holds, renderVerification, verificationsToJson } from "../../../operations/verify/report";
import { verifySite } from "../../../operations/verify/verify-site";
import { siteWith } from "../../support/sites";

const origin = "https://www.example.com";
const site = siteWith({
  redirects: [
    { from: "/old", to: "/new" },
    { from: "/news/", to: "/blog/", match: "prefix", status: 308 },
  ],
});
const page = "<html>".padEnd(2000, "x");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const index: ExpectedFile = {
  key: "index.html",
  path: "/",
  md5: "b2",
  sha256: sha256(page),
  size: page.length,
  contentType: "text/html; charset=utf-8",
  cacheControl: "max-age=0",
};
const missing = "<h1>not here</h1>";
const errorPage: ExpectedFile = {
  ...index,
  key: "404.html",
  path: "/404",
  sha256: sha256(missing),
  size: missing.length,
};
const image: ExpectedFile = { ...index, key: "a/logo.png", path: "/a/logo.png", contentType: "image/png" };

interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const security = Object.fromEntries(expectedHeaders(site).map(({ name, value }) => [name, value ?? ""]));

/** What the site answers to what nobody has published. */
const notFound: Reply = { status: 404, body: missing, headers: { "content-type": errorPage.contentType } };

/** What the site answers when all is well, by URL. */
const good: Readonly<Record<string, Reply>> = {
  [`${origin}/`]: {
    status: 200,
    body: page,
    headers: { "content-type": index.contentType, "cache-control": "max-age=0", "content-encoding": "br" },
  },
  [`${origin}/a/logo.png`]: {
    status: 200,
    body: page,
    headers: { "content-type": "image/png", "cache-control": "max-age=0" },
  },
  [`${origin}/404`]: {
    ...notFound,
    status: 200,
    headers: { ...notFound.headers, "cache-control": "max-age=0" },
  },
  [`${origin}/old`]: { status: 301, headers: { location: "/new" } },
  [`${origin}/news/outlast-verify`]: { status: 308, headers: { location: `${origin}/blog/outlast-verify` } },
  "http://www.example.com/": { status: 301, headers: { location: `${origin}/` } },
  [`${origin}/.well-known/outlast/primary`]: {
    status: 200,
    body: '{"region":"eu-central-1","release":"r1"}',
  },
  [`${origin}/.well-known/outlast/replica`]: { status: 200, body: '{"region":"eu-west-1","release":"r1"}' },
};

type Wrong = Readonly<Record<string, Partial<Reply> | null>>;

/** A site that answers as it should but for `wrong`; with null, the connection fails. */
async function verified(
  wrong: Wrong = {},
  files = [index, image, errorPage],
  subject = site,
  asked: string[] = [],
) {
  const ask: Ask = async (url) => {
    asked.push(url);
    const change = wrong[url];
    if (change === null) throw new Error("connect ECONNREFUSED");
    const reply = { ...notFound, ...good[url], ...change };
    return answerOf(reply);
  };
  const asking = { concurrency: 4, unknownName: "nobody", now: () => 0 };
  return verifySite({ origin, site: subject, ask }, files, asking);
}

function answerOf({ body = "", headers, status }: Reply): SiteAnswer {
  const all = new Headers({ ...security, ...headers });
  for (const [name, value] of Object.entries(headers ?? {})) if (value === "") all.delete(name);
  return { status, headers: all, sha256: sha256(body), size: body.length, text: body };
}

async function failures(wrong: Wrong, files?: ExpectedFile[]) {
  return failed(await verified(wrong, files));
}

function failed({ checks }: Awaited<ReturnType<typeof verified>>): string[] {
  return checks.flatMap(({ failures, group, url }) =>
    failures.map((failure) => `${group} ${url} ${failure}`),
  );
}

describe("verifying a site", () => {
  test("asks for every file, unknown pages, redirects, plain HTTP and both regions, and is content", async () => {
    const verification = await verified();
    expect(holds(verification)).toBe(true);
    expect(renderVerification(verification).split("\n")).toEqual(
      [
        "shop at https://www.example.com: 16 checks in 0.0 s",
        "  bytes, type and lifetime  3 ok",
        "  compression               1 ok",
        "  security headers          8 ok",
        "  unknown pages             2 ok",
        "  redirects                 2 ok",
        "  HTTP to HTTPS             1 ok",
        "  regions by themselves     2 ok",
        "",
      ].map((line) => line.replace("16 checks", `${verification.checks.length} checks`)),
    );
  });

  test("finds other bytes, another type, another lifetime", async () => {
    const reply = {
      body: "other",
      headers: { "content-type": "text/plain", "cache-control": "no-store", "content-encoding": "gzip" },
    };
    expect(await failures({ [`${origin}/`]: reply })).toEqual([
      `bytes, type and lifetime ${origin}/ SHA-256: expected ${sha256(page)}, found ${sha256("other")}`,
      `bytes, type and lifetime ${origin}/ content-type: expected text/html; charset=utf-8, found text/plain`,
      `bytes, type and lifetime ${origin}/ cache-control: expected max-age=0, found no-store`,
    ]);
  });

  test("finds a page that is not compressed, and expects none of an image", async () => {
    const headers = { ...good[`${origin}/`]?.headers, "content-encoding": "" };
    expect(await failures({ [`${origin}/`]: { headers } })).toEqual([
      `compression ${origin}/ content-encoding: expected br or gzip, found nothing`,
    ]);
  });

  test("goes by the encoding and the ETag of what was compressed beforehand", async () => {
    const twin = { ...index, key: "app.js.br", path: "/app.js.br", contentEncoding: "br" };
    const url = `${origin}${twin.path}`;
    const headers = { "content-type": twin.contentType, "cache-control": "max-age=0" };
    const unpacked = { status: 200, body: "unpacked", headers };
    const asStored = { ...unpacked, headers: { ...headers, "content-encoding": "br", etag: '"b2"' } };
    expect(await failures({ [url]: asStored }, [index, twin, errorPage])).toEqual([]);
    expect(await failures({ [url]: unpacked }, [index, twin, errorPage])).toEqual([
      `bytes, type and lifetime ${url} content-encoding: expected br, found nothing`,
      `bytes, type and lifetime ${url} etag: expected "b2", found nothing`,
    ]);
  });

  test("finds missing security headers on pages, errors and redirects", async () => {
    const headers = { "strict-transport-security": "" };
    const found = await failures({
      [`${origin}/`]: { headers: { ...good[`${origin}/`]?.headers, ...headers } },
      [`${origin}/nobody/`]: { headers: { ...notFound.headers, ...headers } },
      [`${origin}/old`]: { headers: { location: "/new", ...headers } },
      "http://www.example.com/": { headers: { location: `${origin}/`, ...headers } },
    });
    const missing = "strict-transport-security: expected max-age=31536000, found nothing";
    expect(found).toEqual([
      `security headers ${origin}/ ${missing}`,
      `security headers ${origin}/nobody/ ${missing}`,
      `security headers ${origin}/old ${missing}`,
      `security headers http://www.example.com/ ${missing}`,
    ]);
  });

  test("finds an unknown page that is 200 or 403", async () => {
    expect(
      await failures({ [`${origin}/nobody/`]: { status: 200 }, [`${origin}/a/nobody/`]: { status: 403 } }),
    ).toEqual([
      `unknown pages ${origin}/nobody/ status: expected 404, found 200`,
      `unknown pages ${origin}/a/nobody/ status: expected 404, found 403`,
    ]);
  });

  test("finds an error page that is not the site's own, and says where the site has none", async () => {
    const xml = {
      body: "<Error><Code>NoSuchKey</Code></Error>",
      headers: { "content-type": "application/xml" },
    };
    const other = [
      `unknown pages ${origin}/nobody/ SHA-256 of the error page /404.html: expected ${errorPage.sha256}, found ${sha256(xml.body)}`,
      `unknown pages ${origin}/nobody/ content-type: expected text/html; charset=utf-8, found application/xml`,
    ];
    expect(await failures({ [`${origin}/nobody/`]: xml })).toEqual(other);
    expect(await failures({}, [index])).toEqual([
      `unknown pages ${origin}/nobody/ error page: /404.html is not a file of the site, so that S3 answers itself`,
    ]);
    const without = { ...site, errorPages: { ...site.errorPages, notFound: false } as const };
    expect(failed(await verified({ [`${origin}/nobody/`]: xml }, undefined, without))).toEqual([]);
  });

  test("asks a single-page application for what is no route, and folders by their names as browsers send them", async () => {
    const asked: string[] = [];
    const file = { ...image, key: "a b/c#.png", path: "/a%20b/c%23.png" };
    await verified({}, [index, file], siteWith({ urls: "spa" }), asked);
    expect(asked.filter((url) => url.includes("nobody"))).toEqual([
      `${origin}/nobody.html`,
      `${origin}/a%20b/nobody.html`,
    ]);
  });

  test("finds plain HTTP that is answered, and a redirect that leads elsewhere", async () => {
    expect(
      await failures({
        "http://www.example.com/": { status: 200, headers: {} },
        [`${origin}/old`]: { headers: { location: "https://evil.example/" } },
      }),
    ).toEqual([
      `redirects ${origin}/old location: expected ${origin}/new, found https://evil.example/`,
      "HTTP to HTTPS http://www.example.com/ status: expected 301, found 200",
      `HTTP to HTTPS http://www.example.com/ location: expected ${origin}/, found nothing`,
    ]);
  });

  test("finds a region that does not answer, is another one, or is behind", async () => {
    const replica = `${origin}/.well-known/outlast/replica`;
    expect(await failures({ [replica]: null })).toEqual([
      `regions by themselves ${replica} connect ECONNREFUSED`,
    ]);
    expect(await failures({ [replica]: { body: '{"region":"eu-central-1","release":"r0"}' } })).toEqual([
      `regions by themselves ${replica} region: expected eu-west-1, found eu-central-1`,
      `regions by themselves ${replica} release: expected r1, found r0`,
    ]);
    expect(await failures({ [replica]: { body: "<html>" } })).toEqual([
      `regions by themselves ${replica} region: expected eu-west-1, found nothing`,
    ]);
  });

  test("names what failed in the table and in the JSON", async () => {
    const verification = await verified({ [`${origin}/`]: null });
    expect(renderVerification(verification)).toContain(
      `Failed:\n  bytes, type and lifetime: ${origin}/\n    connect ECONNREFUSED\n`,
    );
    expect(JSON.parse(verificationsToJson([verification])).sites).toMatchObject([
      { ok: false, failed: [{ group: "bytes, type and lifetime", failures: ["connect ECONNREFUSED"] }] },
    ]);
  });
});

describe("the headers that are expected", () => {
  test("are those of the site's policy, without a value where a rule gives another one", () => {
    const custom = siteWith({
      headers: {
        hsts: { maxAge: "1d", includeSubDomains: true },
        frameOptions: false,
        custom: { "X-Site": "shop" },
        rules: [{ path: "/embed/*", set: { "Referrer-Policy": "origin" } }],
      },
    });
    expect(expectedHeaders(custom)).toEqual([
      { name: "strict-transport-security", value: "max-age=86400; includeSubDomains" },
      { name: "x-content-type-options", value: "nosniff" },
      { name: "referrer-policy" },
      { name: "content-security-policy", value: expect.stringContaining("default-src") },
      { name: "permissions-policy", value: expect.stringContaining("camera=()") },
      { name: "x-site", value: "shop" },
    ]);
  });
});
