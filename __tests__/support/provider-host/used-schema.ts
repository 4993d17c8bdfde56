import type { ClientHttp2Session } from "node:http2";
import { ask } from "./ask";
import { fieldOf, fieldsOf, framed, unframed } from "./messages";

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
  const answer = await ask(provider, "GetSchema", Buffer.alloc(0));
  if (answer === undefined) throw new Error("the provider does not tell its schema");
  return framed(only(answer, (type) => services.test(type)));
}

/** The answer without web ACLs. */
export function withoutWebAcls(schema: Buffer): Buffer {
  return framed(only(unframed(schema), (type) => type !== webAcl));
}

/** The schemas of some types. */
function only(message: Buffer, isKept: (type: string) => boolean): Buffer {
  const kept = fieldsOf(message).filter(({ number, value }) => !byType.has(number) || isKept(keyOf(value)));
  return Buffer.concat(kept.map(({ whole }) => whole));
}

/** The key of a map's entry, which is a message with the key as its first field. */
function keyOf(entry: Buffer): string {
  return fieldOf(entry, 1)?.toString() ?? "";
}
