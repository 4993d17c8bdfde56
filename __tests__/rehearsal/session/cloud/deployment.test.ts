import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Deployment } from "../../../../rehearsal/session/cloud/deployment";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-deployment-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What Terraform leaves in the folder of the state stack. */
function initialized(backend: string): void {
  const data = join(folder, "cdktf.out/stacks/state/.terraform");
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, "terraform.tfstate"), JSON.stringify({ version: 3, backend: { type: backend } }));
}

describe("the state stack in a folder of an earlier run", () => {
  const isBootstrapped = () =>
    new Deployment({
      project: { sites: [], warnings: [] },
      folder,
      env: {},
      say: () => {},
      signal: new AbortController().signal,
    }).isBootstrapped;

  test("is to be made where there was none", () => {
    expect(isBootstrapped()).toBe(false);
  });

  test("is to be gone on with where that run was interrupted before it moved the state into the bucket", () => {
    initialized("local");
    expect(isBootstrapped()).toBe(false);
  });

  test("is there once the state is in the bucket", () => {
    initialized("s3");
    expect(isBootstrapped()).toBe(true);
  });
});
