import type { NormalizedSchema } from "@smithy/core/schema";
import type { XmlElement } from "../../xml/element";
import { CloudFrontError } from "../errors";
import { defaultOf, empty } from "./defaults";
import { allowedValues } from "./enums";
import { type Member, type Structure, structureOf } from "./model";

/**
 * Reads an element as the model has it, in the form that `Plain` describes: defaults are filled in, and what the API
 * has no name for is refused, since nothing here would honour it.
 */
export function readValue(
  schema: NormalizedSchema,
  source: XmlElement,
  path: string,
  values?: readonly string[],
): unknown {
  if (schema.isListSchema()) return readList(schema, source, path, values);
  if (schema.isStructSchema() || schema.isUnionSchema())
    return readStructure(structureOf(schema), source, path, values);
  if (source.children.length > 0) throw malformed(`${path} takes no elements`);
  return readScalar(schema, source.text, path, values);
}

/** @throws {CloudFrontError} for text that is not of the member's type */
export function readScalar(
  schema: NormalizedSchema,
  text: string,
  path: string,
  values?: readonly string[],
): string | number | boolean {
  const trimmed = text.trim();
  if (schema.isBooleanSchema()) {
    if (trimmed === "true" || trimmed === "1") return true;
    return trimmed === "false" || trimmed === "0" ? false : notA("boolean", text, path);
  }
  if (schema.isNumericSchema()) return isNumber(trimmed, path) ? Number(trimmed) : notA("number", text, path);
  if (values === undefined) return text;
  return values.includes(trimmed) ? trimmed : notA(values.join(" or "), text, path);
}

/** The numbers of the API that are no integers: a percentage and a share. */
const decimals = /(?:SamplingRate|Weight)$/;

/** What JavaScript does not hold exactly is none. */
function isNumber(text: string, path: string): boolean {
  return decimals.test(path)
    ? /^-?\d{1,12}(?:\.\d{1,12})?(?:e[+-]?\d{1,2})?$/i.test(text)
    : /^-?\d{1,15}$/.test(text);
}

function readList(
  schema: NormalizedSchema,
  source: XmlElement,
  path: string,
  values: readonly string[] | undefined,
): unknown[] {
  refuseText(source, path);
  const item = schema.getValueSchema();
  const name = itemName(item);
  return source.children.map((child) => {
    if (child.name !== name) throw malformed(`${path} takes ${name}, not ${child.name}`);
    return readValue(item, child, path, values);
  });
}

/** What the items of a list are called. */
export function itemName(item: NormalizedSchema): string {
  return item.getMergedTraits().xmlName ?? "member";
}

function readStructure(
  structure: Structure,
  source: XmlElement,
  path: string,
  itemValues: readonly string[] | undefined,
): unknown {
  refuseText(source, path);
  const given = new Map<string, XmlElement>();
  for (const child of source.children) {
    if (given.has(child.name)) throw malformed(`${path} has ${child.name} twice`);
    if (!structure.members.some(({ wireName }) => wireName === child.name))
      throw malformed(`${path} has no element ${child.name}`);
    given.set(child.name, child);
  }
  if (structure.isUnion && given.size !== 1) throw malformed(`${path} takes exactly one element`);
  if (structure.counted) checkQuantity(given, structure.counted, path);
  const entries = structure.members
    .filter(({ name }) => structure.counted === undefined || name !== "Quantity")
    .map((member) => {
      const values = member === structure.counted ? itemValues : undefined;
      return [member.name, readMember(structure, member, given.get(member.wireName), path, values)] as const;
    })
    .filter(([, value]) => value !== undefined);
  return structure.isList ? entries[0]?.[1] : Object.fromEntries(entries);
}

/** A member of the body; undefined where it is absent, may be, and has no default. */
export function readMember(
  structure: Structure,
  member: Member,
  source: XmlElement | undefined,
  path: string,
  inherited?: readonly string[],
): unknown {
  const { schema, name, isRequired } = member;
  const place = `${path}.${name}`;
  const values = inherited ?? allowedValues(structure.name, name);
  const fallback = member === structure.counted ? empty : defaultOf(structure.name, name);
  const isOptional = !isRequired || fallback !== undefined;
  // The Terraform provider writes what it leaves out as an empty element.
  const isLeftOut =
    source === undefined ||
    (isOptional && isScalar(schema) && source.children.length === 0 && source.text === "");
  if (!isLeftOut) return readValue(schema, source, place, values);
  if (fallback === empty) return readValue(schema, { name, children: [], text: "" }, place, values);
  if (fallback !== undefined || !isRequired || structure.isUnion) return fallback;
  throw malformed(`${place} is missing`);
}

function isScalar(schema: NormalizedSchema): boolean {
  return !schema.isListSchema() && !schema.isStructSchema() && !schema.isUnionSchema();
}

function refuseText(source: XmlElement, path: string): void {
  if (source.children.length === 0 && source.text.trim() !== "")
    throw malformed(`${path} takes elements, not text`);
}

function checkQuantity(given: ReadonlyMap<string, XmlElement>, counted: Member, path: string): void {
  const stated = given.get("Quantity");
  const actual = given.get(counted.wireName)?.children.length ?? 0;
  if (stated === undefined && actual === 0) return;
  if (stated === undefined) throw malformed(`${path}.Quantity is missing`);
  if (!/^\d{1,9}$/.test(stated.text.trim())) notA("number", stated.text, `${path}.Quantity`);
  if (Number(stated.text) !== actual)
    throw new CloudFrontError(
      "InconsistentQuantities",
      `${path}: the value of Quantity and the size of Items don't match (${stated.text} and ${actual})`,
    );
}

function notA(type: string, text: string, path: string): never {
  throw malformed(`"${text.slice(0, 80)}" is not a valid ${type} for ${path}`);
}

function malformed(message: string): CloudFrontError {
  return new CloudFrontError("MalformedInput", message);
}
