import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { carriesHash } from "../../../release/classes/content-hash";
import { suggestedPaths } from "../../../release/classes/suggestions";
import { folderEvidence } from "../../../release/evidence/evidence";
import { folderOf } from "../../support/release/folder";
import { siteConfig } from "../../support/release/world";

/**
 * File lists of real builds and of published packages. A line of a build is a manifest of its tool, or a file: whether its
 * name has a hash, its size, its name, and of a few small ones the bytes in base64.
 */
const corpus = join(import.meta.dirname, "../../fixtures/corpus");

interface Build {
  readonly title: string;
  readonly manifests: Readonly<Record<string, string>>;
  readonly files: readonly { readonly key: string; readonly hashed: boolean; readonly bytes?: Buffer }[];
}

function listsIn(
  folder: string,
): { readonly name: string; readonly title: string; readonly rows: string[][] }[] {
  return readdirSync(join(corpus, folder)).map((name) => {
    const [title = "", ...lines] = readFileSync(join(corpus, folder, name), "utf8")
      .trimEnd()
      .split("\n");
    return { name, title: title.slice(2), rows: lines.map((line) => line.split("\t")) };
  });
}

const builds: Build[] = listsIn("built").map(({ rows, title }) => ({
  title,
  manifests: Object.fromEntries(
    rows.filter(([kind]) => kind === "manifest").map(([, name, json]) => [name, json]),
  ),
  files: rows
    .filter(([kind]) => kind !== "manifest")
    .map(([kind, , key = "", bytes]) => ({
      key,
      hashed: kind === "hashed",
      ...(bytes !== undefined && { bytes: Buffer.from(bytes, "base64") }),
    })),
}));

/** Keys that are proven, in a folder of a project that has the build's manifests where the tool put them. */
async function provenIn({ files, manifests }: Build): Promise<ReadonlySet<string>> {
  const project = folderOf(
    Object.fromEntries(Object.entries(manifests).map(([name, json]) => [join("dist", name), json])),
  );
  const keys = files.map(({ key }) => key);
  const evidence = folderEvidence(join(project, "dist"), new Set(keys));
  const proven = new Set<string>();
  for (const { bytes = Buffer.from("unknown"), key } of files) {
    const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest("hex");
    const digests = { md5: digest("md5"), sha256: digest("sha256") };
    if ((await evidence.of(key, digests, bytes)) !== undefined) proven.add(key);
  }
  return proven;
}

/** Builds without a manifest whose few files with bytes here have no digest of them in their names. */
const unprovable = /Eleventy|Material for MkDocs|vite-plugin-pwa|Vue CLI/;

it("the lists are as many as docs/releases.md says", () => {
  const page = readFileSync("docs/releases.md", "utf8");
  const said = /lists of (\d+) real builds and of (\d+) packages and sites/.exec(page)?.slice(1).map(Number);
  expect(said).toEqual([builds.length, listsIn("packages").length]);
  expect([builds.length >= 12, listsIn("packages").length >= 20]).toEqual([true, true]);
});

describe.each(builds)("the names of $title", (build) => {
  const hashed = build.files.filter((file) => file.hashed);
  const plain = build.files.filter((file) => !file.hashed).map(({ key }) => key);

  it("are proven of none that has no hash, and of some that have one", async () => {
    const proven = await provenIn(build);
    expect(plain.filter((key) => proven.has(key))).toEqual([]);
    const recall = hashed.filter(({ key }) => proven.has(key)).length / hashed.length;
    const bytes = hashed.filter((file) => file.bytes !== undefined);
    console.log(
      `${build.title}: ${hashed.length} of ${build.files.length} names are hashed, ${Math.round(recall * 100)}% of them proven by name, folder or manifest (and ${bytes.length} by bytes at most)`,
    );
    expect(recall > 0).toBe(!unprovable.test(build.title));
  });

  it("look hashed where they are, for a path that the config calls immutable, and nowhere else", () => {
    if (/Eleventy/.test(build.title)) return expect(plain.filter(carriesHash)).toEqual([]);
    const found = hashed.filter(({ key }) => looks(key));
    console.log(`${build.title}: ${found.length} of ${hashed.length} hashed names look it`);
    expect(hashed.filter(({ key }) => !looks(key)).map(({ key }) => key)).toEqual([]);
    expect(plain.filter(carriesHash)).toEqual([]);
  });
});

/** Frameworks' own folders have names that are nothing but a hash, and are known by the folder. */
function looks(key: string): boolean {
  return carriesHash(key) || /^(_next\/static|_app\/immutable|_nuxt)\//.test(key);
}

describe.each(listsIn("packages"))("the names of $title", ({ rows }) => {
  const keys = rows.map(([, key = ""]) => key);

  it("are proven of none, and suggest no path", async () => {
    const files = keys.map((key) => ({ key, hashed: false }));
    expect([...(await provenIn({ title: "", manifests: {}, files }))]).toEqual([]);
    expect(
      suggestedPaths(
        keys.map((key) => ({ key })),
        siteConfig(),
      ),
    ).toEqual([]);
  });

  it("look hashed by the rarest chance", () => {
    expect(keys.filter(carriesHash).length / keys.length).toBeLessThan(0.08);
  });
});
