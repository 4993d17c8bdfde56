import { once } from "node:events";
import type { ClientHttp2Session } from "node:http2";
import { buffer } from "node:stream/consumers";

/** Services of which the tests have resources, of all that the provider knows. */
const services =
  /^aws_(?:acm_|athena_workgroup|caller_identity|canonical_user_id|cloudfront|cloudwatch_|dynamodb_|glue_catalog|iam_|kms_|lambda_|partition|region|route53_|s3_|scheduler_|sns_|ssm_parameter|wafv2_web_acl$)/;
/** What rules may say of a request, in each other and three deep, is three times as long as all else together. */
const webAcl = "aws_wafv2_web_acl";
/** Fields of `GetProviderSchema.Response` that map a type's name to its schema (tfplugin5.proto). */
const byType = new Set([2, 3, 8]);

/**
 * Asks a provider for its schema, and returns the answer as it goes over the wire, without the types of services that no
 * test uses: Terraform spends seconds on reading all of them, at every command.
 */
export async function usedSchema(provider: ClientHttp2Session): Promise<Buffer> {
  const call = provider.request({
    ":method": "POST",
    ":path": "/tfplugin5.Provider/GetSchema",
    "content-type": "application/grpc",
    te: "trailers",
  });
  const trailers = once(call, "trailers");
  call.end(framed(Buffer.alloc(0)));
  const answer = await buffer(call);
  const [{ "grpc-status": status, "grpc-message": message }] = await trailers;
  if (status !== "0") throw new Error(`the provider does not tell its schema: ${status} ${message}`);
  return framed(only(answer.subarray(5), (type) => services.test(type)));
}

/** The answer without web ACLs. */
export function withoutWebAcls(schema: Buffer): Buffer {
  return framed(only(schema.subarray(5), (type) => type !== webAcl));
}

/** A message as gRPC frames it: not compressed, of that length. */
function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The schemas of some types. */
function only(message: Buffer, isKept: (type: string) => boolean): Buffer {
  const kept = fields(message).filter(({ number, value }) => !byType.has(number) || isKept(keyOf(value)));
  return Buffer.concat(kept.map(({ whole }) => whole));
}

/** The key of a map's entry, which is a message with the key as its first field. */
function keyOf(entry: Buffer): string {
  return (
    fields(entry)
      .find(({ number }) => number === 1)
      ?.value.toString() ?? ""
  );
}

interface Field {
  readonly number: number;
  readonly value: Buffer;
  /** With the tag and the length before it. */
  readonly whole: Buffer;
}

/** Fields of a message in protocol buffers all of whose fields are messages or texts. */
function fields(message: Buffer): Field[] {
  const found: Field[] = [];
  for (let at = 0; at < message.length; ) {
    const [tag, lengthAt] = varint(message, at);
    const [length, valueAt] = varint(message, lengthAt);
    if ((tag & 7) !== 2) throw new Error(`field ${tag >> 3} of the provider's schema is no message`);
    const end = valueAt + length;
    found.push({
      number: tag >> 3,
      value: message.subarray(valueAt, end),
      whole: message.subarray(at, end),
    });
    at = end;
  }
  return found;
}

/** A number of seven bits a byte, lowest first, and where it ends. */
function varint(bytes: Buffer, from: number): [value: number, end: number] {
  let value = 0;
  for (let at = from, shift = 0; ; at++, shift += 7) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at + 1];
  }
}
