import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listen } from "../../rehearsal/server";
import { fetchable, type Release } from "../../toolchain/checksums";
import { equip } from "../../toolchain/equip";
import { fetchedPath, fetchTerraform } from "../../toolchain/fetch-terraform";
import { findTerraform } from "../../toolchain/find-terraform";
import { thisPlatform } from "../../toolchain/provider-mirror";

const program = `#!${process.execPath}\nconsole.log('{"terraform_version":"1.11.4"}')\n`;
const archive = Buffer.from(
  zipSync({ "LICENSE.txt": Buffer.from("MPL"), terraform: Buffer.from(program) }, { mtime: "2026-01-01" }),
);
const platform = thisPlatform();
const release: Release = {
  version: "1.11.4",
  origin: "https://releases.example.com",
  path: (one) => `/terraform_${one}.zip`,
  sha256: { [platform]: createHash("sha256").update(archive).digest("hex") },
};

let cache = "";
let said: string[] = [];
let asked: string[] = [];
let close: () => Promise<void> = async () => {};
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "outlast-tools-"));
  said = [];
  asked = [];
});
afterEach(async () => {
  await close();
  close = async () => {};
  rmSync(cache, { recursive: true, force: true });
});

/** A publisher on this machine. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  const served = await listen(server, 0, "127.0.0.1");
  close = served.close;
  return `http://127.0.0.1:${served.port}`;
}

const whole: RequestListener = (_request, response) => response.end(archive);
const say = (line: string) => said.push(line);
const fetchFrom = (origin: string, more = {}) =>
  fetchTerraform("terraform", { cache, say, env: { OUTLAST_DOWNLOADS: origin }, release, ...more });
const leftovers = () =>
  existsSync(join(cache, "tools"))
    ? readdirSync(cache, { recursive: true, encoding: "utf8" }).filter((name) =>
        /terraform\.|\.zip/.test(name),
      )
    : [];

describe("Terraform that a machine has not got", () => {
  test("is fetched into the cache after one line that says so, once", async () => {
    const origin = await serve(whole);
    const file = await fetchFrom(`${origin}/`);
    expect(readFileSync(file, "utf8")).toBe(program);
    expect(statSync(file).mode & 0o111).toBe(0o111);
    expect(await fetchFrom(origin)).toBe(file);
    expect(asked).toEqual([`/terraform_${platform}.zip`]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^fetching terraform 1\.11\.4 from http\S+ into \S+; this happens once$/);
    expect(await findTerraform({ PATH: cache }, { cache })).toEqual({ path: file, version: "1.11.4" });
  });

  test("is what the machine has where it has one, before one that was fetched, and nothing is fetched then", async () => {
    const origin = await serve(whole);
    await fetchFrom(origin);
    const own = join(cache, "terraform");
    writeFileSync(own, program.replace("1.11.4", "1.12.0"), { mode: 0o755 });
    writeFileSync(join(cache, "moto_server"), "", { mode: 0o755 });
    const env = { PATH: cache, OUTLAST_DOWNLOADS: origin };
    expect(await findTerraform(env, { cache, say })).toEqual({ path: own, version: "1.12.0" });
    expect(await equip({ cache, say, env })).toEqual([]);
    expect([asked.length, said.length]).toEqual([1, 1]);
  });

  test("is not kept, and not unpacked, with a wrong checksum", async () => {
    const origin = await serve((_request, response) => response.end("<html>Please log in"));
    await expect(fetchFrom(origin)).rejects.toMatchObject({ code: "download-wrong", exitCode: 3 });
    await expect(
      findTerraform({ PATH: cache, OUTLAST_DOWNLOADS: origin }, { cache, say }),
    ).rejects.toMatchObject({ code: "download-wrong" });
    expect(existsSync(fetchedPath("terraform", cache))).toBe(false);
  });

  test("is not kept of an archive that is cut off", async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(200, { "content-length": archive.length });
      response.write(archive.subarray(0, 40), () => response.destroy());
    });
    await expect(fetchFrom(origin)).rejects.toMatchObject({ code: "download-failed" });
    expect(existsSync(fetchedPath("terraform", cache))).toBe(false);
  });

  test("is not there of a publisher that has none, and nobody that does not listen is waited for", async () => {
    const origin = await serve((_request, response) => response.writeHead(404).end());
    await expect(fetchFrom(origin)).rejects.toThrow(/cannot be fetched: the server answers 404/);
    await close();
    close = async () => {};
    await expect(fetchFrom(origin)).rejects.toThrow(/cannot be fetched: .*ECONNREFUSED/);
  });

  test("is asked of nobody for an architecture whose checksum is not known", async () => {
    const origin = await serve(whole);
    await expect(fetchFrom(origin, { platform: "linux_riscv64" })).rejects.toMatchObject({
      code: "download-no-checksum",
      value: expect.stringContaining("linux_riscv64"),
    });
    expect(asked).toEqual([]);
  });

  test("leaves nothing behind where the disk takes nothing", async () => {
    const origin = await serve(whole);
    writeFileSync(join(cache, "tools"), "in the way");
    await expect(fetchFrom(origin)).rejects.toThrow(/download-failed: .*cannot be written/);
    expect(readdirSync(cache)).toEqual(["tools"]);
  });

  test("is whole after two runs at once", async () => {
    const origin = await serve(whole);
    const files = await Promise.all([fetchFrom(origin), fetchFrom(origin), fetchFrom(origin)]);
    expect(new Set(files).size).toBe(1);
    expect(readFileSync(files[0] ?? "", "utf8")).toBe(program);
    expect(leftovers()).toEqual([]);
  });

  test("is asked of nobody where OUTLAST_NO_DOWNLOAD forbids it, nor by a verb that does not say so", async () => {
    const origin = await serve(whole);
    const env = { PATH: cache, OUTLAST_DOWNLOADS: origin };
    await expect(findTerraform({ ...env, OUTLAST_NO_DOWNLOAD: "1" }, { cache, say })).rejects.toMatchObject({
      code: "terraform-missing",
      mend: expect.stringContaining("unset OUTLAST_NO_DOWNLOAD"),
    });
    await expect(findTerraform(env, { cache })).rejects.toMatchObject({
      code: "terraform-missing",
      mend: expect.stringContaining("doctor --fix"),
    });
    await expect(findTerraform({ ...env, TERRAFORM: "other" }, { cache, say })).rejects.toMatchObject({
      code: "terraform-missing",
    });
    expect(asked).toEqual([]);
  });

  test("OpenTofu is fetched where TERRAFORM names it", async () => {
    const origin = await serve((_request, response) => response.end("no archive"));
    const env = { PATH: cache, OUTLAST_DOWNLOADS: origin, TERRAFORM: "tofu" };
    const known = fetchable.tofu.sha256[platform] !== undefined;
    await expect(findTerraform(env, { cache, say })).rejects.toMatchObject({
      code: known ? "download-wrong" : "download-no-checksum",
    });
    expect(asked.every((path) => path.includes("tofu_1.12.6"))).toBe(true);
  });
});

test("what a machine has not got and must not fetch is named, all of it", async () => {
  const missing = await equip({ cache, say, env: { PATH: cache, OUTLAST_NO_DOWNLOAD: "1" } });
  expect(missing.map(({ code }) => code)).toEqual(["terraform-missing", "moto-missing"]);
  expect(said).toEqual([]);
});

test("the versions are those of the workflows", () => {
  const workflow = readFileSync(".github/workflows/ci.yml", "utf8");
  expect(workflow).toContain(`terraform_version: ${fetchable.terraform.version}\n`);
  const { origin, path, version } = fetchable.terraform;
  expect(origin + path("linux_amd64")).toBe(
    `https://releases.hashicorp.com/terraform/${version}/terraform_${version}_linux_amd64.zip`,
  );
  for (const { sha256 } of Object.values(fetchable))
    for (const sum of Object.values(sha256)) expect(sum).toMatch(/^[0-9a-f]{64}$/);
});
