import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LastingAnswers } from "./lasting-answers";

const validate = "/tfplugin5.Provider/ValidateResourceTypeConfig";
const configure = "/tfplugin5.Provider/PrepareProviderConfig";
const [bucket, role] = [Buffer.from("bucket"), Buffer.from("role")];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-answers-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Lets an answer through, in two pieces. */
function answer(answers: LastingAnswers, asked: Buffer, text: string): Promise<Buffer> {
  const pieces = [Buffer.from(text.slice(0, 2)), Buffer.from(text.slice(2))];
  return buffer(Readable.from(pieces).pipe(answers.keeping(validate, asked).answered));
}

test("an answer passes as it is, and is the answer to the same call with the same bytes alone, of another host too", async () => {
  expect(String(await answer(new LastingAnswers(folder), bucket, "is valid"))).toBe("is valid");
  const others = new LastingAnswers(folder);
  expect(String(others.to(validate, bucket))).toBe("is valid");
  expect(others.to(validate, role)).toBeUndefined();
  expect(others.to(configure, bucket)).toBeUndefined();
});

test("a call that fails has no message for an answer, and none is kept", async () => {
  const answers = new LastingAnswers(folder);
  await answer(answers, bucket, "");
  expect(answers.to(validate, bucket)).toBeUndefined();
});

test("what reads or changes AWS is asked each time", () => {
  const answers = new LastingAnswers(folder);
  const lasting = (name: string) => answers.has(`/tfplugin5.Provider/${name}`);
  expect(
    ["PrepareProviderConfig", "ValidateDataSourceConfig", "UpgradeResourceState"].filter(lasting),
  ).toHaveLength(3);
  const each = ["Configure", "ReadResource", "PlanResourceChange", "ApplyResourceChange"];
  expect([...each, "ImportResourceState", "ReadDataSource", "Stop"].filter(lasting)).toEqual([]);
});
