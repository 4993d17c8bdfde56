import type { NormalizedSchema } from "@smithy/core/schema";
import { type CloudResponse, emptyResponse, xmlResponse } from "../../http";
import { element, escapeXml, xmlDocument } from "../../xml/element";
import { writtenEmpty } from "./defaults";
import { type OperationModel, type Structure, structureOf } from "./model";
import { itemName } from "./read";

type Values = Readonly<Record<string, unknown>>;

/** The answer of an operation. `output` has the members of the model's output, in the form of `Plain`. */
export function writeOutput({ output: model, status }: OperationModel, output: Values): CloudResponse {
  const headers: Record<string, string> = {};
  for (const { name, place, wireName } of model.members)
    if (place === "header" && output[name] !== undefined)
      headers[wireName.toLowerCase()] = String(output[name]);
  // The API's model spells the header of one operation "ETtag", which clients read; CloudFront's own is beside it.
  if (output.ETag !== undefined) headers.etag = String(output.ETag);
  const payload = model.members.find(({ place }) => place === "payload");
  if (payload?.schema.isBlobSchema()) {
    const type = { "content-type": "application/octet-stream" };
    return {
      status,
      headers: { ...type, ...headers },
      body: Buffer.from(String(output[payload.name]), "base64"),
    };
  }
  if (payload) {
    const structure = structureOf(payload.schema);
    const content = contentOf(structure, output[payload.name], payload.name);
    return xmlResponse(status, xmlDocument(payload.wireName, content), headers);
  }
  if (!model.members.some(({ place }) => place === "body"))
    return status === 204 ? emptyResponse(status, headers) : xmlResponse(status, "", headers);
  return xmlResponse(status, xmlDocument(model.wireName, contentOf(model, output, model.name)), headers);
}

/** The elements of a structure, in the model's order. */
function contentOf(structure: Structure, value: unknown, path: string): string {
  const values = (structure.isList ? { [structure.counted?.name ?? ""]: value } : value) as
    | Values
    | undefined;
  if (values === undefined) throw new Error(`${path} is not answered`);
  const unknown = Object.keys(values).find(
    (name) => !structure.members.some((member) => member.name === name),
  );
  if (unknown !== undefined) throw new Error(`${path} has no member ${unknown}`);
  const { counted } = structure;
  return structure.members
    .filter(({ place }) => place === "body" || place === "payload")
    .map(({ name, wireName, schema, isRequired }) => {
      const given =
        counted && name === "Quantity"
          ? ((values[counted.name] as unknown[] | undefined)?.length ?? 0)
          : values[name];
      if (given === undefined) {
        if (isRequired && !(name in values) && name !== counted?.name)
          throw new Error(`${path}.${name} is not answered`);
        return writtenEmpty.has(name) ? element(wireName, "") : "";
      }
      // A list of nothing is its quantity.
      if (name === counted?.name && (given as unknown[]).length === 0) return "";
      return element(wireName, written(schema, given, `${path}.${name}`));
    })
    .join("");
}

function written(schema: NormalizedSchema, value: unknown, path: string): string {
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    return (value as unknown[]).map((one) => element(itemName(item), written(item, one, path))).join("");
  }
  if (schema.isStructSchema() || schema.isUnionSchema()) return contentOf(structureOf(schema), value, path);
  return escapeXml(schema.isTimestampSchema() ? new Date(value as number).toISOString() : String(value));
}
