import { beforeEach, describe, expect, it } from "vitest";
import type { ContentState } from "../../../../rehearsal/drill/content/content";
import { Judge } from "../../../../rehearsal/drill/judge/judge";
import { type Asked, Oracle } from "../../../../rehearsal/drill/judge/oracle";
import { HeaderMap, type ViewerResponse } from "../../../../rehearsal/edge";

const page: Asked = { method: "GET", path: "/" };
const sheet: Asked = { method: "GET", path: "/a.css" };
const secure = { "x-frame-options": "DENY" };

function answer(text: string, status = 200, headers: Readonly<Record<string, string>> = secure) {
  const type = text.startsWith("<") ? "text/html" : "text/css";
  const all = new HeaderMap({ "content-type": type, "cache-control": "max-age=60", ...headers });
  return {
    ...{ status, statusText: "", headers: all, body: Buffer.from(text) },
    trace: {} as ViewerResponse["trace"],
  };
}

const one = answer("<p>one</p>");
const styles = answer("p{}");

describe("an answer is judged by the bytes of the site's releases", () => {
  let judge: Judge;
  beforeEach(() => {
    const state = (name: ContentState["name"]): ContentState => ({
      ...{ name, folder: "." },
      pages: [{ key: "index.html", path: "/", assets: ["/a.css"] }],
    });
    const oracle = new Oracle([state("live"), state("next"), state("bad")], ({ path }) => path);
    for (const [name, body] of [
      ["live", one],
      ["next", answer("<p>two</p>")],
      ["bad", answer("<p>Error</p>")],
    ] as const) {
      oracle.learn(name, page, body, 0);
      oracle.learn(name, sheet, styles, 0);
    }
    judge = new Judge(oracle);
  });
  const wrong = (asked: Asked, response: ViewerResponse | undefined, now = 0) =>
    judge.judge(asked, response, [], now).wrong;

  it.each([
    ["what the site has", page, one, undefined],
    ["none at all", page, undefined, "server-error"],
    ["503", page, answer("<p>one</p>", 503), "server-error"],
    ["404 where there is a page", page, answer("<p>one</p>", 404), "client-error"],
    ["a page for a style sheet", sheet, one, "html-for-asset"],
    ["half of a body", page, answer("<p>o", 200, { ...secure, "content-length": "10" }), "truncated"],
    ["no security header", page, answer("<p>one</p>", 200, {}), "header-missing"],
    ["another security header", page, answer("<p>one</p>", 200, { "x-frame-options": "" }), "header-missing"],
    ["what no release has", page, answer("<p>three</p>"), "wrong-content"],
  ] as const)("%s", (_, asked, response, kind) => {
    expect(wrong(asked, response)).toBe(kind);
  });

  it("what a release has replaced is right for as long as Cache-Control lets a cache show it", () => {
    judge.begin("next", 0);
    expect(wrong(page, one, 90_000)).toBeUndefined();
    judge.complete(90_000);
    expect(judge.judge(page, one, [], 150_000)).toEqual({
      wrong: undefined,
      states: ["live"],
      staleFor: 60_000,
    });
    expect(wrong(page, one, 150_001)).toBe("too-stale");
    expect(wrong(page, answer("<p>two</p>"), 150_001)).toBeUndefined();
  });

  it("a 304 is of the release that the browser has", () => {
    const unchanged = answer("", 304);
    judge.begin("next", 0);
    judge.complete(0);
    expect(judge.judge(page, unchanged, ["live"], 60_001).wrong).toBe("too-stale");
    expect(judge.judge(page, unchanged, ["next"], 60_001).wrong).toBeUndefined();
  });

  it("a release that was bad is wrong though it says 200, and a page that was taken down is wrong until it is gone", () => {
    judge.begin("bad", 0);
    judge.complete(0);
    expect(wrong(page, answer("<p>Error</p>"))).toBe("bad-release");
    judge.takeDown("/", 10);
    expect(wrong(page, one, 11)).toBe("deleted-content");
    expect(wrong(page, answer("<p>no</p>", 404), 11)).toBeUndefined();
  });
});
