import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { build } from "esbuild";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tsconfigJson } from "../create/files";
import { frameworks } from "../create/frameworks";
import { ProjectCopy } from "./support/project-copy";

/** Where the package is made, so that nothing is written into this clone. */
const copy = new ProjectCopy();
afterAll(() => copy.remove());

const user = copy.path("users/website");
const installed = join(user, "node_modules/outlast");
let tarball: string;
let files: readonly string[];

beforeAll(() => {
  cpSync("library", copy.path("reports"), { recursive: true });
  cpSync("docs", copy.path("docs"), { recursive: true });
  execFileSync(process.execPath, ["bin/build.mjs"], { cwd: copy.root });
  const pack = execFileSync("npm", ["pack", "--json", "--ignore-scripts"], {
    cwd: copy.root,
    encoding: "utf8",
  });
  tarball = copy.path(JSON.parse(pack)[0].filename);
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
  link();
  for (const file of ["site.config.ts", "main.ts", "site"])
    cpSync(file, join(user, file), { recursive: true });
  files = filesOfPackage();
}, 900_000);

/** What npm would install beside it: its dependencies, and what else a new project has. */
function link() {
  const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  const project = frameworks.cdktf;
  const types = { "@types/node": "", "@cdktf/provider-aws": "" };
  for (const name of Object.keys({
    ...dependencies,
    ...project.dependencies,
    ...project.devDependencies,
    ...types,
  })) {
    const target = join(user, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(resolve("node_modules", name), target);
  }
}

function filesOfPackage(): readonly string[] {
  return readdirSync(installed, { recursive: true, encoding: "utf8" })
    .map((file) => `${file} ${statSync(join(installed, file)).mtimeMs}`)
    .sort();
}

function outlast(folder: string, ...args: readonly string[]): string {
  const bin = join(installed, "bin/outlast.mjs");
  return execFileSync(process.execPath, [bin, ...args], { cwd: folder, encoding: "utf8", stdio: "pipe" });
}

describe("the package", () => {
  it("is under 2 MB, and has the licences of what it is bundled with", () => {
    expect(statSync(tarball).size).toBeLessThan(2_000_000);
    expect(readFileSync(join(installed, "dist/third-party.txt"), "utf8")).toMatch(/^zod .*, MIT$/m);
  });

  it("has the pages that its errors and its help name", () => {
    const text = readFileSync(join(installed, "dist/programs.cjs"), "latin1");
    const pages = new Set(text.match(/[\w/]*docs\/[a-z-]+\.md/g));
    expect(pages.size).toBeGreaterThan(5);
    expect([...pages].filter((page) => !existsSync(join(user, page)))).toEqual([]);
  });

  it("has all that its edge functions are made of", async () => {
    const functions = readdirSync(join(installed, "edge-functions"), { recursive: true, encoding: "utf8" });
    const { metafile } = await build({
      entryPoints: functions.filter((file) => file.endsWith(".ts")).map((file) => `edge-functions/${file}`),
      ...{ absWorkingDir: installed, bundle: true, metafile: true, outdir: "none", write: false },
      ...{ packages: "external", platform: "node" },
    });
    expect(Object.keys(metafile.inputs)).toContain("facts/site/redirects.ts");
  });

  it("is found right by publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg as object))).toEqual([]);
  });

  it("has types for whoever imports it, as modules, and from CommonJS where Node requires modules", async () => {
    const result = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
    const ofModulesAlone = ["CJSResolvesToESM"];
    const problems =
      result.types &&
      result.problems.filter(
        (problem) =>
          !ofModulesAlone.includes(problem.kind) &&
          !("resolutionKind" in problem && problem.resolutionKind === "node10"),
      );
    expect(problems).toEqual([]);
  });

  it("has types by which a new project, and all programs that its pages show, are right", () => {
    const pages = readdirSync("docs", { recursive: true, encoding: "utf8" }).filter((page) =>
      /^(?!.*node_modules).*\.md$/.test(page),
    );
    const shown = ["README.md", ...pages.map((page) => join("docs", page))].flatMap((page) =>
      [...readFileSync(page, "utf8").matchAll(/^```ts\n(.*?)^```/gms)].flatMap(([, code = ""]) =>
        /^import /m.test(code) ? [code] : [],
      ),
    );
    expect(shown.length).toBeGreaterThan(6);
    writeFileSync(join(user, "tsconfig.json"), tsconfigJson("cdktf"));
    const others = 'name: "docs", regions: { primary: "eu-central-1", replica: "eu-west-1" },';
    for (const [index, code] of shown.entries())
      writeFileSync(join(user, `shown-${index}.ts`), code.replace("// ...", others));
    const tsc = resolve("node_modules/typescript/bin/tsc");
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", user], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });

  it("exports what library/*.api.md says: npm run build writes it anew", () => {
    for (const name of readdirSync(copy.path("reports")).filter((file) => file.endsWith(".api.md")))
      expect(readFileSync(copy.path("library", name), "utf8")).toBe(
        readFileSync(join("library", name), "utf8"),
      );
  });

  it("is found out about from any folder of a project, which it alone writes to", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(outlast(dirname(user), "--version")).toBe(`${version}\n`);
    expect(outlast(join(user, "site"), "synth")).toContain("cdktf.out/stacks/outlast-example/cdk.tf.json\n");
    const made = () => readFileSync(join(user, "cdktf.out/stacks/outlast-example/cdk.tf.json"), "utf8");
    const first = made();
    copy.node("bin/outlast.mjs", "synth");
    const ofClone = readFileSync(copy.path("cdktf.out/stacks/outlast-example/cdk.tf.json"), "utf8");
    expect(first).toBe(ofClone.replaceAll("docs/outputs.md", "node_modules/outlast/docs/outputs.md"));
    expect(outlast(user, "synth", "--hcl")).toContain("cdk.tf\n");
    outlast(user, "run", "main.ts");
    expect(made()).toBe(first);
    expect(filesOfPackage()).toEqual(files);
  });

  it("takes the config that --config names, wherever that is", () => {
    const other = join(dirname(user), "other.config.ts");
    const config = readFileSync("site.config.ts", "utf8");
    writeFileSync(
      other,
      config.replaceAll('"outlast-example"', '"elsewhere"').replace('"site"', '"website/site"'),
    );
    expect(outlast(user, "synth", "--config", "../other.config.ts")).toContain("/elsewhere/");
    expect(readdirSync(dirname(user))).toContain("cdktf.out");
  });

  it("rehearses the site", async () => {
    const args = [
      join(installed, "bin/outlast.mjs"),
      "start",
      "--port",
      "0",
      "--control-port",
      "0",
      "--json",
    ];
    const session = spawn(process.execPath, args, { cwd: user, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(session.stdout, "data");
    const { event, url } = JSON.parse(String(line).split("\n")[0] ?? "");
    expect(event).toBe("ready");
    expect((await fetch(url)).status).toBe(200);
    session.kill();
    await once(session, "close");
    expect(filesOfPackage()).toEqual(files);
  });

  it("is a library: a distribution of one's own in a test, a construct in an app of one's own", () => {
    const program = `
      import { App, TerraformStack } from "cdktf";
      import { OriginBucket, State, readProject } from "outlast";
      import { parsePlan, reviewPlan } from "outlast/audit";
      import { drillTerraform } from "outlast/drill";
      import { Edge, VirtualClock } from "outlast/edge";
      const stack = new TerraformStack(new App(), "own");
      new OriginBucket(stack, "Files", { bucketName: "my-files", noncurrentRetentionDays: 7 });
      console.log(typeof State, typeof Edge, typeof VirtualClock, typeof readProject, stack.toTerraform().resource.aws_s3_bucket !== undefined);
      const plan = { format_version: "1.2", terraform_version: "1.11.4", resource_changes: [] };
      console.log(reviewPlan(parsePlan(JSON.stringify(plan), "plan.json")).findings.length);
      const { scenarios } = await drillTerraform({
        file: "cdktf.out/stacks/outlast-example/cdk.tf.json",
        site: { name: "own", regions: { primary: "eu-central-1", replica: "eu-west-1" } },
        scenarios: ["primary-refuses"],
      });
      console.log(scenarios.map(({ name, measures }) => name + ": " + typeof measures).join());
    `;
    writeFileSync(join(user, "own.mjs"), program);
    if (!existsSync(join(user, "cdktf.out/stacks/outlast-example/cdk.tf.json"))) outlast(user, "synth");
    const said = execFileSync(process.execPath, ["own.mjs"], { cwd: user, encoding: "utf8" });
    expect(said).toBe("function function function function true\n0\nprimary-refuses: object\n");
  });
});
