import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { eventually } from "../support/eventually";
import { PackageIndex } from "../support/package-index/package-index";
import { type Package, wheelOf } from "../support/package-index/wheel";
import { processesWith } from "../support/processes";
import { checkout } from "./support/checkout";
import { motoPackage } from "./support/moto-package";
import { type Running, Shell } from "./support/shell";

const siteConfig = `import { defineSite } from "outlast";

export default defineSite({
  name: "shop",
  bucketSuffix: "verb",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  monitoring: { alarms: false, healthChecks: false, dashboard: false },
});
`;

let root: string;
let bin: string;

beforeAll(() => {
  root = checkout();
  writeFileSync(join(root, "site.config.ts"), siteConfig);
  bin = mkdtempSync(join(tmpdir(), "outlast-e2e-bin-"));
});
afterAll(() => rmSync(bin, { recursive: true, force: true }));

/** A program of this machine, whatever PATH it is called with. */
const real = (name: string) => `PATH='${inject("realParts").path}' exec ${name} "$@"`;

interface Options {
  /** What is on PATH: names of programs, and what they run. */
  readonly programs: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts `outlast cloud` with nothing on PATH but these programs. */
function start({
  programs,
  args = [],
  env = {},
}: Options): Running & { readonly left: () => ReturnType<typeof processesWith> } {
  const folder = mkdtempSync(join(bin, "path-"));
  const node = `exec "${process.execPath}" "$@"`;
  for (const [name, script] of Object.entries({ node, ...programs })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const shell = new Shell(root, {
    ...process.env,
    ...env,
    PATH: folder,
    OUTLAST_TEST_RUN: folder,
    ...(!programs.python3 && { OUTLAST_NO_DOWNLOAD: "1" }),
  });
  const left = () => processesWith(`OUTLAST_TEST_RUN=${folder}`);
  return { ...shell.outlast("cloud", ...args), left };
}

describe("outlast cloud names what is missing, and the way out", () => {
  test.each([
    [
      "no Terraform",
      {},
      /^terraform-missing: no terraform and no tofu on PATH, and OUTLAST_NO_DOWNLOAD forbids to fetch one\n {2}Install Terraform 1\.11\.0 or newer/m,
    ],
    [
      "a Terraform that is too old",
      { terraform: `echo '{"terraform_version":"1.10.5"}'` },
      /^terraform-too-old: \S+ is version 1\.10\.5\n {2}Install/m,
    ],
    [
      "neither moto nor Python",
      { terraform: real("terraform") },
      /^moto-missing: no moto_server and no python3 on PATH\n {2}Install Python 3\.11/m,
    ],
    [
      "a Python without venv",
      {
        terraform: real("terraform"),
        python3: `[ "$1" = -c ] || { echo ensurepip is not available >&2; exit 1; }`,
      },
      /^moto-missing: a virtual environment cannot be made: ensurepip is not available\n {2}Install Python's venv module/m,
    ],
    [
      "a Python that moto's packages are not made for",
      { terraform: real("terraform"), python3: "exit 1" },
      /^moto-missing: \S+ is not Python 3\.11 to 3\.14, .*\n {2}Put one of them on PATH as python3/m,
    ],
  ])("%s", async (_what, programs, message) => {
    const { exitCode, said } = await start({ programs }).ended;
    expect(said).toMatch(message);
    expect(exitCode).toBe(3);
  });

  test("no way to a package index", async () => {
    const env = { PIP_INDEX_URL: "http://127.0.0.1:9/simple", PIP_RETRIES: "0", PIP_CONFIG_FILE: devNull };
    const { exitCode, said } = await start({
      programs: { python3: real("python3") },
      args: ["--only-endpoint"],
      env,
    }).ended;
    expect(said).toMatch(/^moto-missing: moto cannot be installed: .*\n {2}Connect to a package index/m);
    expect(exitCode).toBe(3);
  });

  test("no way to the provider's registry", async () => {
    const config = join(bin, "direct.rc");
    writeFileSync(config, "provider_installation {\n  direct {}\n}\n");
    const programs = { terraform: real("terraform"), moto_server: real("moto_server") };
    const env = { TF_CLI_CONFIG_FILE: config, HTTPS_PROXY: "http://127.0.0.1:9" };
    const { ended, left } = start({ programs, args: ["--once"], env });
    const { exitCode, said } = await ended;
    expect(said).toMatch(
      /^provider-unreachable: .*registry\.terraform\.io does not answer\n {2}Connect this machine/m,
    );
    expect(exitCode).toBe(3);
    expect(left()).toEqual([]);
  });
});

/** Has the checkout know a package by this hash, in the place of all that moto needs. */
function know({ name, version }: Package, hash: string): void {
  writeFileSync(
    join(root, "toolchain/moto-wheels.json"),
    JSON.stringify({ [`${name}==${version}`]: [hash] }),
  );
}

/** Nothing may be left of a run, but the kernel may take a moment. */
const nothing = (left: () => object[]) => eventually(() => expect(left()).toEqual([]));

test("outlast cloud leaves no process behind when it is interrupted while moto is installed", async () => {
  const index = new PackageIndex(undefined);
  const env = { PIP_INDEX_URL: await index.start(), PIP_CONFIG_FILE: devNull };
  const run = start({ programs: { python3: real("python3") }, args: ["--only-endpoint"], env });
  await index.wasAsked();
  run.interrupt();
  expect((await run.ended).exitCode).toBe(0);
  await nothing(run.left);
  await index.close();
});

test("installs moto from a package index where there is none, once, and only if its bytes are those that are known", async () => {
  const index = new PackageIndex([motoPackage]);
  const env = { PIP_INDEX_URL: await index.start(), PIP_CONFIG_FILE: devNull, PIP_NO_CACHE_DIR: "1" };
  const options = { programs: { python3: real("python3") }, args: ["--only-endpoint"], env };
  know(motoPackage, "0".repeat(64));
  const refused = await start(options).ended;
  expect(refused.said).toMatch(
    /^moto-missing: moto cannot be installed: the index has other bytes of moto==5\.2\.1 than are known here$/m,
  );
  expect(refused.exitCode).toBe(3);

  know(motoPackage, createHash("sha256").update(wheelOf(motoPackage)).digest("hex"));
  const first = start(options);
  const [, url = ""] = await first.says(/^export AWS_ENDPOINT_URL=(.*)$/m);
  const [, key] = await first.says(/^export AWS_ACCESS_KEY_ID=(.*)$/m);
  expect(first.said()).toMatch(/^installing moto 5\.2\.1 below \S+; this happens once$/m);
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/sts/aws4_request, Signature=0`;
  const answer = await fetch(url, { headers: { authorization } });
  expect(await answer.text()).toBe("installed from the index");
  first.interrupt();
  expect((await first.ended).exitCode).toBe(0);

  const { length } = index.asked;
  const second = start(options);
  await second.says(/^export AWS_ENDPOINT_URL=/m);
  second.interrupt();
  await second.ended;
  expect(index.asked).toHaveLength(length);
  await index.close();
});

/** What Terraform's state says is there. */
interface Recorded {
  readonly resources: readonly { readonly type: string; readonly name: string }[];
}

describe("outlast cloud leaves no process behind", () => {
  test("when it is interrupted while moto starts", async () => {
    const programs = { moto_server: `PATH='${process.env.PATH}' exec sleep 600` };
    const run = start({ programs, args: ["--only-endpoint"] });
    await eventually(() =>
      expect(run.left()).toContainEqual(
        expect.objectContaining({ command: expect.stringMatching(/^sleep 600/) }),
      ),
    );
    run.interrupt();
    expect((await run.ended).exitCode).toBe(0);
    await nothing(run.left);
  });

  const programs = { terraform: real("terraform"), moto_server: real("moto_server") };

  test("when it is interrupted while Terraform applies, which is a failure for whoever waits for the verification", async () => {
    const run = start({ programs, args: ["--once"] });
    await run.says(/^cdktf deploy /m);
    run.interrupt();
    const { exitCode, said } = await run.ended;
    expect(said).toContain("interrupted before every page was verified");
    expect(exitCode).toBe(3);
    await nothing(run.left);
  });

  test("when it is killed while Terraform applies, which writes its state to the end", async () => {
    const kept = mkdtempSync(join(bin, "kept-"));
    const run = start({ programs, args: ["--keep", kept] });
    await run.says(/: Creation complete/);
    const verb = run.left().find(({ command }) => /^\S+ \S+outlast\.mjs cloud /.test(command));
    process.kill(verb?.pid as number, "SIGKILL");
    const { said } = await run.ended;
    await nothing(run.left);
    const made = [...said.matchAll(/^shop: (\S+) .*: Creation complete/gm)].map(([, address]) => address);
    const { resources }: Recorded = JSON.parse(readFileSync(join(kept, "terraform.shop.tfstate"), "utf8"));
    expect(resources.map(({ type, name }) => `${type}.${name}`)).toEqual(expect.arrayContaining(made));
  });
});
