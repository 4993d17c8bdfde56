import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type ServerHttp2Stream,
} from "node:http2";
import { setTimeout } from "node:timers/promises";
import { ask } from "./ask";
import { answerWith } from "./forward";
import { fieldOf, framed, messageOf } from "./messages";
import { conforms, textOf } from "./values";

/** Whose rules the provider reads ten times in 55 seconds once it has written them, lest a region still has the ones before. */
const type = "aws_s3_bucket_lifecycle_configuration";
const betweenMs = 50;

/** Fields of `ApplyResourceChange.Request`, and of `ReadResource.Response` (tfplugin5.proto). */
const asked = { type: 1, planned: 3, privateOfPlan: 5 };
const [state, diagnostics, identity] = [1, 2, 5];

/**
 * Answers the call that makes or changes a bucket's lifecycle as soon as the provider itself reads from the cloud what was
 * planned, with nothing to say of it, and ends its wait: what it says then is what it says a minute later. Other calls, and
 * those that fail, are left to the provider.
 *
 * @param passed the call as the provider has it
 */
export async function answerOnceSteady(
  message: Buffer,
  stream: ServerHttp2Stream,
  passed: ClientHttp2Stream,
  provider: ClientHttp2Session,
): Promise<void> {
  if (fieldOf(message, asked.type)?.toString() !== type) return;
  const planned = valueIn(fieldOf(message, asked.planned));
  const bucket = planned && textOf(planned, "bucket");
  if (planned === undefined || bucket === undefined) return;
  const isWaited = () => !stream.closed && !stream.headersSent && !passed.closed;
  while (isWaited()) {
    const read = await readOf(bucket, provider).catch(() => undefined);
    const value = read && valueIn(fieldOf(read, state));
    const isRead = read && value && fieldOf(read, diagnostics) === undefined;
    if (isRead && conforms(planned, value) && isWaited()) {
      const [of, by] = [fieldOf(read, state), fieldOf(read, identity)];
      const answer = messageOf({ 1: of, 2: fieldOf(message, asked.privateOfPlan), 5: by });
      answerWith(framed(answer), stream);
      return passed.close(constants.NGHTTP2_CANCEL);
    }
    await setTimeout(betweenMs);
  }
}

/** What the provider reads of a bucket that it is told of by name alone, as of one that is imported. */
async function readOf(bucket: string, provider: ClientHttp2Session): Promise<Buffer | undefined> {
  const imported = await ask(provider, "ImportResourceState", messageOf({ 1: type, 2: bucket }));
  const found = imported && fieldOf(imported, 1);
  if (!found) return undefined;
  const [of, its, by] = [2, 3, 4].map((number) => fieldOf(found, number));
  return ask(provider, "ReadResource", messageOf({ 1: type, 2: of, 3: its, 6: by }));
}

/** A `DynamicValue` is MessagePack in a message of its own. */
function valueIn(dynamic: Buffer | undefined): Buffer | undefined {
  return dynamic && fieldOf(dynamic, 1);
}
