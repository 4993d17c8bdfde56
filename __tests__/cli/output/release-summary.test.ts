import { describe, expect, it } from "vitest";
import { renderResult, resultToJson } from "../../../cli/output/release-summary";
import { release } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { releaseWorld } from "../../support/release/world";

const url = "https://www.example.org";
const pages = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`p${at}/index.html`, `${at}`]));
const before = { ...pages, "index.html": "1", "404.html": "", "logo.png": "1", "gone.txt": "" };
const after = { ...pages, "index.html": "2", "404.html": "", "logo.png": "2", "new.txt": "" };

/** The second of two releases. */
async function second(files: Readonly<Record<string, string>> = after) {
  const { context, site } = releaseWorld();
  await release(folderOf(before), context);
  return { site, result: await release(folderOf(files), context) };
}

describe("the summary of a release", () => {
  it("says what visitors see, and when", async () => {
    const { result, site } = await second();
    expect(renderResult(result, { site, url, to: "primary", wait: true }).split("\n")).toEqual([
      `release ${result.release} is live at ${url}`,
      "  1 added, 2 changed, 1 leaving, 10 unchanged",
      "  visitors get new pages with their next request, changed ones once every edge has dropped 2 invalidated paths (I1)",
      "  invalidation: 2 of the 1,000 paths that are free each month; $0.010 beyond those",
      "  browsers keep a changed file that is no page and has no hash in its name for up to a minute",
      "  a new name that was asked for before it was there may be a 404 for 10 s",
      "  what has left the site stays for pages that are still open",
    ]);
  });

  it.each([
    [true, ["visitors get new and changed pages with their next request: every edge has dropped"]],
    [false, ["CloudFront has not said within 15 minutes that it has; the release is done all the same"]],
  ])("says whether the invalidation that was waited for is complete: %s", async (completed, lines) => {
    const { result, site } = await second();
    const waited = { ...result, invalidation: { id: "I1", completed } };
    const text = renderResult(waited, { site, url, to: "primary", wait: true });
    for (const line of lines) expect(text).toContain(line);
  });

  it("says why nobody knows when edges have dropped what CloudFront took", async () => {
    const { result, site } = await second();
    const invalidation = { id: "I1", completed: false, unwatched: "Error: AccessDenied" };
    const text = renderResult({ ...result, invalidation }, { site, url, to: "primary", wait: true });
    expect(text).toContain("CloudFront does not say when it has: Error: AccessDenied");
    expect(text).not.toContain("15 minutes");
  });

  it("says what the other region has when nobody waited for it", async () => {
    const { result, site } = await second();
    expect(renderResult(result, { site, url, to: "primary", wait: false })).toContain(
      "the replica was not waited for: until it has followed, a failover shows what it had before",
    );
    expect(renderResult(result, { site, url, to: "replica", wait: true })).toContain(
      "the primary follows once it is back",
    );
  });

  it("has the warnings, even if there was nothing to do", async () => {
    const files = { ...before, "index.html": '<img src="missing.png">' };
    const { result, site } = await second(files);
    const options = { site, url, to: "primary", wait: true } as const;
    const warning = "warning RELEASE_REFERENCE_MISSING: index.html: missing.png.";
    expect(renderResult(result, options)).toContain(warning);
    const nothing = renderResult({ ...result, changed: false }, options);
    expect(nothing).toContain(`${url} is release ${result.release} already, in both regions: nothing to do`);
    expect(nothing).toContain(warning);
  });

  it("has the plan for a machine", async () => {
    const { result } = await second();
    expect(resultToJson(result)).toMatchObject({
      release: result.release,
      changed: true,
      plan: { added: ["new.txt"], changed: ["index.html", "logo.png"], leaving: ["gone.txt"] },
      invalidation: { id: "I1" },
    });
  });
});
