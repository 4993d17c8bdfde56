import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { startMoto } from "../../toolchain";
import { motoRequirements } from "../../toolchain/moto-requirements";
import { lookingOnce } from "../../toolchain/moto-site";
import { which } from "../../toolchain/which";

/** Headers of moto's answer at its socket. */
function headersAt(socketPath: string): Promise<NodeJS.Dict<string | string[]>> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request" };
    request({ socketPath, path: "/", headers }, (incoming) => resolve(incoming.resume().headers))
      .on("error", reject)
      .end();
  });
}

test("a private moto answers at a socket of this user alone, lets no page read, and leaves nothing behind", async () => {
  const moto = await startMoto({ isPrivate: true });
  const socketPath = moto.socketPath as string;
  try {
    expect(statSync(dirname(socketPath)).mode & 0o077).toBe(0);
    expect(readFileSync("/proc/net/unix", "utf8")).toContain(socketPath);
    expect(await moto.request("GET", "/moto-api/")).toEqual({ status: 200 });
    expect(await headersAt(socketPath)).not.toHaveProperty("access-control-allow-origin");
  } finally {
    await moto.stop();
  }
  expect(existsSync(dirname(socketPath))).toBe(false);
});

test("moto looks for its services once, whatever else its Python finds", () => {
  const folder = mkdtempSync(join(tmpdir(), "outlast-moto-site-"));
  const env = lookingOnce(folder, { PATH: process.env.PATH, PYTHONPATH: join(folder, "packages") });
  const backends = [
    "import os",
    "def list_of_moto_modules():",
    "    yield from sorted(os.listdir(os.path.dirname(__file__)))",
  ];
  const told = () =>
    execFileSync("python3", ["-c", program], { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const program = `
import os
from moto import backends
first = list(backends.list_of_moto_modules())
os.mkdir(os.path.join(os.path.dirname(backends.__file__), "sqs"))
print(first, list(backends.list_of_moto_modules()))`;
  try {
    mkdirSync(join(folder, "packages/moto/s3"), { recursive: true });
    writeFileSync(join(folder, "packages/moto/__init__.py"), "");
    writeFileSync(join(folder, "packages/moto/backends.py"), backends.join("\n"));
    expect(told()).toMatch(/^(\[.*'s3'\]) \1\n$/);
    writeFileSync(join(folder, "packages/moto/backends.py"), "list_of_services = ()");
    expect(told).toThrow("has no attribute 'list_of_moto_modules'");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Reads a requirements file as pip does on a machine of a kind; says what is wanted of it, and what of that is not in it. */
const closure = `
import json, sys
from importlib.metadata import requires

# Of what moto needs: its environment has no pip, and setuptools has the same packaging in it.
from setuptools._vendor.packaging.requirements import Requirement
from setuptools._vendor.packaging.utils import canonicalize_name

machine = {"sys_platform": sys.argv[1], "platform_machine": sys.argv[2]}
lines = [Requirement(line.rstrip(" \\\\")) for line in sys.stdin.read().splitlines() if "--hash" not in line]
listed = {canonicalize_name(one.name): one for one in lines if not one.marker or one.marker.evaluate(machine)}
wanted, left = set(), [("moto", "server")]
while left:
    name, extra = left.pop()
    if name in wanted: continue
    wanted.add(name)
    if name not in listed: continue
    for text in requires(name) or []:
        one = Requirement(text)
        if one.marker is None or one.marker.evaluate({**machine, "extra": extra}):
            left.append((canonicalize_name(one.name), "server" if one.name == "moto" else ""))
print(json.dumps(sorted(wanted - set(listed))))
`;

test.each([
  ["linux", "x86_64", []],
  ["darwin", "arm64", []],
  ["darwin", "x86_64", ["openapi-spec-validator"]],
])("moto's requirements are whole on %s, %s, but for %j", async (system, machine, without) => {
  const moto = await which("moto_server", process.env);
  const PATH = `${dirname(moto as string)}${delimiter}${process.env.PATH}`;
  const said = execFileSync("python3", ["-c", closure, system, machine], {
    ...{ input: motoRequirements, encoding: "utf8", env: { ...process.env, PATH } },
  });
  expect(JSON.parse(said)).toEqual(without);
});
