import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeChanged } from "../../../modules/stack-file/write-changed";

const root = mkdtempSync(join(tmpdir(), "outlast-write-"));
afterAll(() => rmSync(root, { recursive: true }));
const temporaryFolder = () => mkdtempSync(join(root, "-"));

const long = new Date(2001, 0, 1);

describe("writeChanged", () => {
  it("writes what is not there, with its folders, and what is there with other contents", () => {
    const file = join(temporaryFolder(), "a/b/file");
    for (const contents of ["one", "two", "", "é", Buffer.from([0xff, 0])]) {
      writeChanged(file, contents);
      expect(readFileSync(file)).toEqual(Buffer.from(contents));
    }
  });

  it("leaves a file alone that has these contents", () => {
    const file = join(temporaryFolder(), "file");
    writeChanged(file, "é");
    utimesSync(file, long, long);
    writeChanged(file, "é");
    expect(statSync(file).mtime).toEqual(long);
    writeChanged(file, "e");
    expect(statSync(file).mtime).not.toEqual(long);
  });

  it("says why it cannot write", () => {
    expect(() => writeChanged(temporaryFolder(), "text")).toThrow("EISDIR");
  });
});
