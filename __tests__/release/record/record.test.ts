import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Manifest, parseManifest, serializeManifest } from "../../../release/record/manifest";
import { createReleaseId, releaseTime } from "../../../release/record/release-id";

describe("release ids", () => {
  const noon = Date.UTC(2030, 0, 1, 12);

  it("are the time and something of chance", () => {
    expect(createReleaseId(noon, () => 0.5)).toBe("20300101T120000000-iiiiii");
    expect(releaseTime("20300101T120000000-iiiiii")).toBe(noon);
  });

  it("sort after the last one whatever a machine's clock says", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (date, chance) => {
          const last = createReleaseId(date.getTime(), () => chance);
          expect(createReleaseId(date.getTime() - 60_000, () => 0, last) > last).toBe(true);
        },
      ),
    );
  });
});

describe("manifests", () => {
  const file = (key: string, uses: string[]) => ({
    key,
    uses,
    size: 1,
    md5: "m",
    sha256: "s",
    versionId: "v",
    headers: { contentType: "text/html", cacheControl: "no-store" },
    kind: "document" as const,
    level: 0,
  });
  const manifest: Manifest = {
    id: "20300101T120000000-iiiiii",
    site: "example",
    time: 1,
    kind: "release",
    to: "primary",
    files: [file("a.css", []), file('b "ü\n.html', ["a.css"])],
    former: [{ key: "old", etag: "e", document: false, since: 1, lastModified: 2 }],
    reused: [],
  };

  it("come back as they were written", () => {
    expect(parseManifest("key", bytesOf(serializeManifest(manifest)))).toEqual(manifest);
  });

  it.each(["", "{", '{"version":2,"files":[]}'])(
    "of another version, or none at all, are refused: %j",
    (text) => {
      expect(() => parseManifest(".outlast/releases/x.json", bytesOf(text))).toThrow(
        "RELEASE_RECORD_UNREADABLE",
      );
    },
  );

  it("in which anything is something else are refused too, never half read", () => {
    const text = serializeManifest(manifest);
    const strangers: readonly unknown[] = [null, 7, "text", [], {}, [null], [7], { length: 1 }];
    const refused = places(JSON.parse(text)).flatMap((path) =>
      strangers.filter((stranger) => {
        const document = replaced(JSON.parse(text), path, stranger);
        const whole = isRefused(JSON.stringify(document));
        expect(isRefused(asLines(document))).toBe(whole);
        return whole;
      }),
    );
    expect(refused.length).toBeGreaterThan(100);
  });
});

function isRefused(text: string): boolean {
  try {
    parseManifest("x.json", bytesOf(text));
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: "RELEASE_RECORD_UNREADABLE" });
    return true;
  }
}

/** A document in the form of `serializeManifest`, if it has files. */
function asLines(document: unknown): string {
  const { files, ...head } = document as { readonly files?: unknown };
  if (!Array.isArray(files)) return JSON.stringify(document);
  const lines = files.map((file) => JSON.stringify(file)).join(",\n");
  return `${JSON.stringify(head).slice(0, -1)},"files":[\n${lines}\n]}\n`;
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Every place in a document, as the keys that lead to it. */
function places(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...places(inner).map((rest) => [key, ...rest]),
  ]);
}

function replaced(document: unknown, [key = "", ...rest]: readonly string[], stranger: unknown): unknown {
  const inside = document as Record<string, unknown>;
  inside[key] = rest.length === 0 ? stranger : replaced(inside[key], rest, stranger);
  return document;
}
