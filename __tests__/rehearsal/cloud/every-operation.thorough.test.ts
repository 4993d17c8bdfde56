import * as sdk from "@aws-sdk/client-cloudfront";
import { NormalizedSchema } from "@smithy/core/schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operations } from "../../../rehearsal/cloud/cloudfront/schema/model";
import { startTestCloud } from "./support/test-cloud";

type Schema = ReturnType<typeof NormalizedSchema.of>;
type Input = Record<string, unknown>;

let local: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.close());

/** Sends an operation by its name, with the SDK's own client. */
async function send(name: string, input: Input): Promise<Record<string, never>> {
  const Command = (sdk as unknown as Record<string, new (input: Input) => never>)[`${name}Command`];
  if (Command === undefined) throw new Error(`the SDK has no ${name}`);
  return local.client.send(new Command(input)) as never;
}

/** The least that the model wants of a value, with what only AWS's own documentation says about a few. */
function least(schema: Schema, name: string): unknown {
  if (name === "Quantity") return 0;
  if (schema.isStructSchema() || schema.isUnionSchema()) {
    const required = Number((schema.getSchema() as unknown as unknown[])[6] ?? 0);
    const members = [...schema.structIterator()].slice(0, schema.isUnionSchema() ? 1 : required);
    return Object.fromEntries(members.map(([member, value]) => [member, least(value, member)]));
  }
  if (schema.isListSchema()) return [];
  if (schema.isBlobSchema()) return Buffer.from("x");
  if (schema.isNumericSchema()) return 1;
  return schema.isBooleanSchema() ? false : "nothing";
}

describe("every operation of the model", () => {
  test.each(operations.map(({ name }) => name))("%s is answered in CloudFront's terms", async (name) => {
    const [, , , , input] = Object.values(sdk).find(
      (one) => Array.isArray(one) && one[0] === 9 && one[2] === name,
    ) as unknown as unknown[];
    const failure = await send(name, least(NormalizedSchema.of(input as never), name) as Input).then(
      () => undefined,
      (error) => error,
    );
    if (failure === undefined) return;
    expect(failure.$metadata?.httpStatusCode ?? failure, failure.message).toBeLessThan(500);
    expect(failure.name).not.toBe("UnsupportedOperation");
  });
});
