import { once } from "node:events";
import { type ClientHttp2Session, connect, createServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { ask } from "./ask";
import { answerWith, forward } from "./forward";
import { fieldOf, framed, messageOf, unframed } from "./messages";
import { answerOnceSteady } from "./steady-lifecycle";
import { unchanged } from "./without-wait";

const type = "aws_s3_bucket_lifecycle_configuration";
const text = (value: string) => [0xa0 + value.length, ...Buffer.from(value)];
/** As a provider and Terraform write `{ bucket, days }` to each other. */
const lifecycle = (days: number) =>
  messageOf({ 1: Buffer.from([0x82, ...text("bucket"), ...text("shop"), ...text("days"), days]) });

const open: (Http2Server | ClientHttp2Session)[] = [];
afterEach(() => {
  for (const one of open.splice(0).reverse()) one.close();
});

async function serve(server: Http2Server): Promise<ClientHttp2Session> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  open.push(server, session);
  return session;
}

/** What Terraform hears when it applies 30 days, of a provider that waits, and reads so from time to time. */
async function heard(
  reads: (time: number) => Readonly<Record<number, Buffer | string>>,
  applied: Promise<Readonly<Record<number, Buffer | string>>>,
) {
  let time = 0;
  const provider = await serve(
    createServer().on("stream", async (stream, { ":path": path = "" }) => {
      stream.on("error", () => {});
      const answer = (fields: Parameters<typeof messageOf>[0]) =>
        answerWith(framed(messageOf(fields)), stream);
      const call = path.split("/").at(-1);
      if (call === "ImportResourceState") answer({ 1: messageOf({ 1: type, 2: lifecycle(0) }) });
      if (call === "ReadResource") answer(reads(++time));
      if (call === "ApplyResourceChange") answer(await applied);
    }),
  );
  const terraform = await serve(
    createServer().on("stream", async (stream, headers) => {
      const asked = await buffer(stream);
      const passed = forward(stream, headers, provider, unchanged(), Readable.from([asked]));
      if (passed) await answerOnceSteady(unframed(asked), stream, passed, provider);
    }),
  );
  const answer = await ask(
    terraform,
    "ApplyResourceChange",
    messageOf({ 1: type, 3: lifecycle(30), 5: "of the plan" }),
  );
  return [1, 2, 3].map((number) => answer && fieldOf(answer, number)?.toString("latin1"));
}

test("a change is answered with what the provider reads, once that is what was planned", async () => {
  const never = new Promise<never>(() => {});
  const days = (time: number) => ({ 1: lifecycle(time < 3 ? 20 : 30) });
  expect(await heard(days, never)).toEqual([...[lifecycle(30).toString("latin1"), "of the plan", undefined]]);
});

test("a change that fails is answered with what the provider says of that, and a read of which it says something is none", async () => {
  let fail = (_: Readonly<Record<number, Buffer | string>>) => {};
  const failed = new Promise<Parameters<typeof fail>[0]>((resolve) => {
    fail = resolve;
  });
  const reads = (time: number) => {
    if (time === 3) fail({ 1: lifecycle(20), 3: "it has failed" });
    return { 1: lifecycle(30), 2: "it is not sure" };
  };
  expect(await heard(reads, failed)).toEqual([
    ...[lifecycle(20).toString("latin1"), undefined, "it has failed"],
  ]);
});
