import * as sdk from "@aws-sdk/client-cloudfront-keyvaluestore";
import type { NormalizedSchema } from "@smithy/core/schema";
import { type Match, matchOf } from "../cloudfront/call";
import { CloudFrontError } from "../cloudfront/errors";
import {
  errorStatusesOf,
  type Member,
  type OperationModel,
  operationsOf,
  structureOf,
} from "../cloudfront/schema/model";
import type { CloudRequest, CloudResponse } from "../http";
import { KeyValueStoreError } from "./store";

const operations = operationsOf(sdk);
const statuses = errorStatusesOf(sdk);

/** The operation of the data API that a request asks for; undefined where it has none. */
export function dataRouteOf(request: CloudRequest): Match | undefined {
  try {
    return matchOf(operations, request);
  } catch (error) {
    throw error instanceof CloudFrontError ? invalid(error.message) : error;
  }
}

/** What an operation is given, as its model has it. @throws {KeyValueStoreError} for what does not fit */
export function dataInput({ operation, labels }: Match, request: CloudRequest): Record<string, unknown> {
  const { members } = operation.input;
  const body = members.some(({ place }) => place === "body") ? bodyOf(request) : {};
  const entries = members.map((member) => {
    const { name, wireName, place, schema, isRequired } = member;
    if (place === "body") return [name, checkedMember(member, body)] as const;
    const text = { label: labels.get(name), query: request.query.get(wireName) ?? undefined }[
      place as "label"
    ];
    const given = place === "header" ? request.headers[wireName.toLowerCase()] : text;
    if (isRequired && given === undefined) throw invalid(`${wireName} is required.`);
    return [name, schema.isNumericSchema() && given !== undefined ? Number(given) : given] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The answer of an operation: what its model puts into headers goes there. */
export function dataOutput(
  { status, output }: OperationModel,
  values: Readonly<Record<string, unknown>>,
): CloudResponse {
  const isHeader = (name: string) => output.members.find((one) => one.name === name)?.place === "header";
  const all = Object.entries(values);
  const headers = all
    .filter(([name]) => isHeader(name))
    .map(([name, value]) => [name.toLowerCase(), `${value}`]);
  return json(
    status,
    Object.fromEntries(all.filter(([name]) => !isHeader(name))),
    Object.fromEntries(headers),
  );
}

export function dataRefusal({ code, message }: KeyValueStoreError): CloudResponse {
  return json(statuses.get(code) ?? 400, { Message: message }, { "x-amzn-errortype": code });
}

function bodyOf({ body }: CloudRequest): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(body.toString("utf8")), "The body");
  } catch (error) {
    throw error instanceof SyntaxError ? invalid("The body is not a JSON object.") : error;
  }
}

function checkedMember(
  { name, wireName, schema, isRequired }: Member,
  source: Readonly<Record<string, unknown>>,
): unknown {
  const value = Object.hasOwn(source, wireName) ? source[wireName] : undefined;
  if (value === undefined || (value === null && !isRequired)) {
    if (isRequired) throw invalid(`${name} is required.`);
    return undefined;
  }
  return checkedValue(schema, value, name);
}

function checkedValue(schema: NormalizedSchema, value: unknown, path: string): unknown {
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw invalid(`${path} is not a list.`);
    return value.map((item) => checkedValue(schema.getValueSchema(), item, path));
  }
  if (schema.isStructSchema()) {
    const source = objectOf(value, path);
    return Object.fromEntries(
      structureOf(schema).members.map((member) => [member.name, checkedMember(member, source)]),
    );
  }
  if (typeof value !== "string") throw invalid(`${path} is not a string.`);
  return value;
}

function objectOf(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw invalid(`${path} is not a JSON object.`);
}

function invalid(message: string): KeyValueStoreError {
  return new KeyValueStoreError("ValidationException", message);
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>>): CloudResponse {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}
