import { expect, test } from "vitest";
import { fieldOf, messageOf } from "./messages";
import { conforms, textOf } from "./values";

const unknown = [0xd4, 0, 0];
const text = (value: string) => [0xa0 + value.length, ...Buffer.from(value)];
/** As Terraform writes an object: `{ bucket, id, rule: [{ days, status }] }`. */
const lifecycle = (id: readonly number[], days: readonly number[], status = "Enabled") =>
  Buffer.from([
    ...[0x83, ...text("bucket"), ...text("shop"), ...text("id"), ...id],
    ...[...text("rule"), 0x91, 0x82, ...text("days"), ...days, ...text("status"), ...text(status)],
  ]);
const planned = lifecycle(unknown, [30]);

test("what is read conforms to a plan where all that was known then is the same", () => {
  expect(conforms(planned, lifecycle(text("shop"), [30]))).toBe(true);
  expect(conforms(lifecycle(unknown, [0xcd, 1, 44]), lifecycle(text("shop"), [0xcd, 1, 44]))).toBe(true);
  for (const other of [
    lifecycle(text("shop"), [31]),
    lifecycle(text("shop"), [0xcd, 1, 44]),
    lifecycle(text("shop"), [30], "Disabled"),
    Buffer.from([0xc0]),
    Buffer.from([0x80]),
  ])
    expect(conforms(planned, other)).toBe(false);
});

test("an object has the texts that it has", () => {
  expect([textOf(planned, "bucket"), textOf(planned, "id"), textOf(Buffer.from([0xc0]), "bucket")]).toEqual([
    ...["shop", undefined, undefined],
  ]);
});

test("a message has the fields that it was made of, were they longer than a byte can say", () => {
  const long = "x".repeat(300);
  const message = messageOf({ 1: "aws_s3_bucket", 2: undefined, 20: Buffer.from(long) });
  expect([1, 2, 20].map((number) => fieldOf(message, number)?.toString())).toEqual([
    ...["aws_s3_bucket", undefined, long],
  ]);
});
