import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installMoto, motoPrograms } from "../../toolchain/install-moto";
import { motoPackage } from "../e2e/support/moto-package";
import { PackageIndex } from "../support/package-index/package-index";
import { type Package, wheelOf } from "../support/package-index/wheel";

const whole: Package = {
  ...motoPackage,
  modules: { "moto/__init__.py": "", "moto/server.py": "def main():\n    print('moto')\n" },
};
const other: Package = { name: "zzz", version: "1.0", modules: { "zzz.py": "" }, commands: {} };

const hash = (one: Package) => createHash("sha256").update(wheelOf(one)).digest("hex");
/** In the place of all that moto needs: moto itself, and one that comes after it. */
const requirements = [whole, other]
  .map((one) => `${one.name}==${one.version} --hash=sha256:${hash(one)}\n`)
  .join("");

let folder: string;
let index: PackageIndex;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-install-moto-"));
});
afterEach(async () => {
  await index.close();
  rmSync(folder, { recursive: true });
});

async function indexOf(packages: readonly Package[]): Promise<NodeJS.ProcessEnv> {
  index = new PackageIndex(packages);
  const pip = { PIP_CONFIG_FILE: devNull, PIP_NO_CACHE_DIR: "1", PIP_RETRIES: "0" };
  return { PATH: process.env.PATH, ...pip, PIP_INDEX_URL: await index.start() };
}

const say = () => {};

test("two runs that install moto at once both have one that is whole, and one is kept", async () => {
  const env = await indexOf([whole, other]);
  // What a run that was killed has left.
  mkdirSync(join(folder, `5.2.1.${2 ** 22 + 1}.abc`, "bin"), { recursive: true });
  const both = await Promise.all([
    installMoto({ folder, requirements, say, env }),
    installMoto({ folder, requirements, say, env }),
  ]);
  expect(new Set(both)).toEqual(new Set([motoPrograms(folder)]));
  const bin = both[0];
  expect(execFileSync(join(bin, "moto_server"), { encoding: "utf8" })).toBe("moto\n");
  expect(readdirSync(folder)).toEqual(["5.2.1", expect.stringMatching(/^5\.2\.1\.\d+\.\w+$/)]);
  expect(existsSync(dirname(bin))).toBe(true);
});

test("moto is not there before all of its wheels are, and nothing is left of an installation that failed", async () => {
  const env = await indexOf([whole]);
  await expect(installMoto({ folder, requirements, say, env })).rejects.toMatchObject({
    code: "moto-missing",
  });
  expect(motoPrograms(folder)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});
