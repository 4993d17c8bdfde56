import { createHash } from "node:crypto";
import { partitionOf } from "../facts/aws-regions";
import type { Planned } from "./value";

/** What a computed attribute may depend on. */
export interface ComputedContext {
  readonly type: string;
  /** Address of the instance, and what tells its deployment from others: by it, made-up ids differ. */
  readonly identity: string;
  readonly region: string | undefined;
  /** An attribute of the same instance that the configuration sets. */
  get(name: string): Planned | undefined;
}

/** The same, for what can be part of a text. @throws {ExpressionError} where an attribute cannot */
export interface TextContext extends ComputedContext {
  get(name: string): string | number | boolean | undefined;
}

export type Compute = (context: TextContext) => string | undefined;

/** By type and attribute. */
export type ComputedTable = Readonly<Record<string, Readonly<Record<string, Compute>>>>;

/** An account of AWS's own documentation: nobody's. */
export const exampleAccount = "123456789012";

/** An ARN in the partition of the provider's region. @param rest all behind the partition */
export function madeUpArn({ region }: Pick<TextContext, "region">, rest: string): string {
  return `arn:${partitionOf(region).partition}:${rest}`;
}

/** What the names of AWS's servers end with. */
export function suffix({ region }: Pick<TextContext, "region">): string {
  return partitionOf(region).dnsSuffix;
}

export function madeUpDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Lower-case letters and digits that stand for a text. */
export function short(text: string, length: number): string {
  return BigInt(`0x${madeUpDigest(text)}`)
    .toString(36)
    .padStart(50, "0")
    .slice(0, length);
}
