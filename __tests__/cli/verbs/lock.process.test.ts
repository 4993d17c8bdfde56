import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { readLockFile } from "../../../delivery/terraform/lock-file";
import { thisPlatform } from "../../../toolchain/provider-mirror";
import { ProjectCopy } from "../../support/project-copy";

const source = "registry.terraform.io/hashicorp/aws";

/**
 * `terraform version` and `terraform providers lock`, with a hash for each platform that is asked for, beside those that
 * the file has already; and, where the registry is down, what Terraform says of it.
 */
const terraform = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
const given = process.argv.slice(2);
if (given[0] === "version") {
  console.log('{"terraform_version":"1.11.4"}');
  process.exit();
}
appendFileSync(process.env.CALLS, given.join(" ") + "\\n");
if (process.env.REGISTRY === "down" && !given.some((one) => one.startsWith("-fs-mirror="))) {
  console.error("Error: Could not retrieve providers for locking\\n\\ncould not connect to registry.terraform.io: timeout");
  process.exit(1);
}
const file = ".terraform.lock.hcl";
const before = existsSync(file) ? [...readFileSync(file, "utf8").matchAll(/"h1:[^"]+"/g)].map(String) : [];
const asked = given.flatMap((one) => /^-platform=(.+)/.exec(one)?.slice(1) ?? []).map((one) => \`"h1:\${one}="\`);
const hashes = [...new Set([...before, ...asked])].sort().map((one) => \`    \${one},\\n\`).join("");
writeFileSync(file, \`provider "${source}" {\\n  version     = "6.1.0"\\n  constraints = ">= 5.100.0, < 7.0.0"\\n  hashes = [\\n\${hashes}  ]\\n}\\n\`);
`;

let project: ProjectCopy;
beforeAll(() => {
  project = new ProjectCopy();
  mkdirSync(project.path("tools"));
  writeFileSync(project.path("tools/terraform"), terraform);
  chmodSync(project.path("tools/terraform"), 0o755);
  writeFileSync(project.path("tools/package.json"), "{}");
  mkdirSync(project.path("mirror", source, "6.1.0", thisPlatform()), { recursive: true });
});
beforeEach(() => {
  for (const name of ["calls", "terraform-locks", "cdktf.out"])
    rmSync(project.path(name), { recursive: true, force: true });
});
afterAll(() => project.remove());

/** Runs `outlast lock`, where the registry is up or down. */
function lock(registry: "up" | "down", ...args: string[]) {
  vi.stubEnv("PATH", `${project.path("tools")}${delimiter}${process.env.PATH}`);
  vi.stubEnv("CALLS", project.path("calls"));
  vi.stubEnv("REGISTRY", registry);
  vi.stubEnv("TF_PLUGIN_CACHE_DIR", project.path("mirror"));
  try {
    return project.node("bin/outlast.mjs", "lock", ...args);
  } finally {
    vi.unstubAllEnvs();
  }
}

const calls = () => readFileSync(project.path("calls"), "utf8").trim().split("\n");
const locked = (stack: string) =>
  readLockFile(readFileSync(project.path(`terraform-locks/${stack}.lock.hcl`), "utf8"));
const platforms = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64", "windows_amd64"];
const provider = (...hashes: string[]) => [
  { source, version: "6.1.0", hashes: hashes.map((one) => `h1:${one}=`).sort() },
];

describe("outlast lock", () => {
  it("locks every stack for every platform, fetches what they share once, and says what to commit", () => {
    const { status, stdout } = lock("up");
    expect(status).toBe(0);
    expect(stdout).toContain("terraform-locks/outlast-example.lock.hcl: written; commit it\n");
    expect(stdout).toContain("terraform-locks/state.lock.hcl: written; commit it\n");
    expect(calls()).toEqual([
      `providers lock -no-color ${platforms.map((one) => `-platform=${one}`).join(" ")}`,
    ]);
    for (const stack of ["outlast-example", "state"]) expect(locked(stack)).toEqual(provider(...platforms));
  });

  it("keeps the hashes that are there, unless a newer provider is asked for", () => {
    mkdirSync(project.path("terraform-locks"));
    const old = `provider "${source}" {\n  version = "6.1.0"\n  hashes = [\n    "h1:old=",\n  ]\n}\n`;
    writeFileSync(project.path("terraform-locks/state.lock.hcl"), old);
    expect(lock("up", "state").status).toBe(0);
    expect(locked("state")).toEqual(provider("old", ...platforms));
    expect(project.files("terraform-locks")).toEqual(["state.lock.hcl"]);
    expect(lock("up", "state", "--upgrade").status).toBe(0);
    expect(locked("state")).toEqual(provider(...platforms));
  });

  it("without the registry locks this platform alone, from the mirror, and says what is missing", () => {
    const { status, stdout } = lock("down", "state");
    expect(status).toBe(0);
    expect(stdout).toContain(
      `state: the registry cannot be reached, so only ${thisPlatform()} is locked, from ${project.path("mirror")}; run \`outlast lock\` where it can be reached for the other platforms`,
    );
    expect(calls().at(-1)).toBe(
      `providers lock -no-color -platform=${thisPlatform()} -fs-mirror=${project.path("mirror")}`,
    );
    expect(locked("state")).toEqual(provider(thisPlatform()));
  });

  it("writes nothing for a stack that is not there", () => {
    expect(lock("up", "nowhere").status).toBe(2);
    expect(project.files("terraform-locks")).toEqual([]);
  });
});
