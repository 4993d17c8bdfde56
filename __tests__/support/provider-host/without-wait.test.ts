import { Readable, type Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { withoutWait } from "./without-wait";

/** A piece of a message: the attribute's name as MessagePack has it, between others. */
const message = (value: number) =>
  Buffer.concat([
    Buffer.from("\u00a7enabled\u00c3\u00b3wait_for_deployment", "latin1"),
    Buffer.from([value]),
    Buffer.from("\u00a7comment\u00c0", "latin1"),
  ]);
const [nothing, no, yes] = [0xc0, 0xc2, 0xc3];

/** In chunks that end anywhere. */
const through = (passage: Transform, ...messages: readonly Buffer[]) => {
  const bytes = Buffer.concat(messages);
  const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
    bytes.subarray(at * 7, at * 7 + 7),
  );
  return buffer(Readable.from(chunks).pipe(passage));
};

test("the provider is asked for no wait, and Terraform hears that there was one", async () => {
  const { asked, answered } = withoutWait();
  expect(await through(asked, message(yes), message(nothing))).toEqual(
    Buffer.concat([message(no), message(nothing)]),
  );
  expect(await through(answered, message(no))).toEqual(message(yes));
});

test("who asks for none, and what is no distribution, pass as they are", async () => {
  for (const given of [message(no), message(nothing), Buffer.from("aws_s3_bucket"), Buffer.alloc(0)]) {
    const { asked, answered } = withoutWait();
    expect(await through(asked, given)).toEqual(given);
    expect(await through(answered, given)).toEqual(given);
  }
});
