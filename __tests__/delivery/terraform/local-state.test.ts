import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mendLocalState } from "../../../delivery/terraform/local-state";

const whole = JSON.stringify({ version: 4, serial: 7, resources: [{ type: "aws_s3_bucket" }] });
let folder: string;
let state: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-state-"));
  state = join(folder, "terraform.shop.tfstate");
});
afterEach(() => rmSync(folder, { recursive: true }));

const backend = (kind: object) => JSON.stringify({ terraform: { backend: kind } });
const local = backend({ local: { path: "terraform.shop.tfstate" } });
const mend = (configuration = local) => mendLocalState({ configuration, folder });

describe("a local state that a run was killed in the middle of writing", () => {
  test("is again what it was before that run, wherever it was cut off", () => {
    for (let bytes = 0; bytes < whole.length; bytes++) {
      writeFileSync(state, whole.slice(0, bytes));
      writeFileSync(`${state}.backup`, whole);
      expect([bytes, mend(), readFileSync(state, "utf8")]).toEqual([bytes, true, whole]);
    }
  });

  test("is left alone where it is whole, where nothing was before it, and where the state is elsewhere", () => {
    expect([mend(), existsSync(state)]).toEqual([false, false]);
    writeFileSync(state, "");
    expect([mend(), readFileSync(state, "utf8")]).toEqual([false, ""]);
    writeFileSync(`${state}.backup`, whole.slice(1));
    expect([mend(), readFileSync(state, "utf8")]).toEqual([false, ""]);
    writeFileSync(`${state}.backup`, whole.replace("7", "6"));
    expect([mend(backend({ s3: { bucket: "b" } })), readFileSync(state, "utf8")]).toEqual([false, ""]);
    writeFileSync(state, whole);
    expect([mend(), readFileSync(state, "utf8")]).toEqual([false, whole]);
  });
});
