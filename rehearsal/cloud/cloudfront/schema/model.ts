import * as sdk from "@aws-sdk/client-cloudfront";
import { NormalizedSchema } from "@smithy/core/schema";

/** Where a member of an input or output travels. */
type Place = "label" | "query" | "header" | "payload" | "body";

/** A member of a structure. */
export interface Member {
  readonly name: string;
  /** Of its element, header or query parameter. */
  readonly wireName: string;
  readonly place: Place;
  readonly isRequired: boolean;
  readonly schema: NormalizedSchema;
}

/** A structure of the API, whose members are in the model's order. */
export interface Structure {
  readonly name: string;
  /** Of the element that it is the content of, where it is a whole body. */
  readonly wireName: string;
  readonly isUnion: boolean;
  readonly members: readonly Member[];
  /** The list that a `Quantity` beside it counts. */
  readonly counted: Member | undefined;
  /** A list that is nothing but counted, and an array here. */
  readonly isList: boolean;
}

/** An operation of the API as its model describes it. */
export interface OperationModel {
  /** "CreateDistribution" */
  readonly name: string;
  readonly method: string;
  /** Of the path, with `{Member}` for one of the input. */
  readonly segments: readonly string[];
  /** Query parameters that tell it from another operation of the same path. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly status: number;
  readonly input: Structure;
  readonly output: Structure;
}

const none: Structure = {
  name: "Unit",
  wireName: "Unit",
  isUnion: false,
  members: [],
  counted: undefined,
  isList: false,
};
const known = new WeakMap<object, Structure>();

/** What the SDK's schema says of a structure. Its last entry counts the members that are required: they come first. */
export function structureOf(schema: NormalizedSchema): Structure {
  const raw = schema.getSchema();
  if (schema.isUnitSchema() || !Array.isArray(raw)) return none;
  const found = known.get(raw);
  if (found !== undefined) return found;
  const required = Number(raw[6] ?? 0);
  const members = [...schema.structIterator()].map(([name, member], at) =>
    memberOf(name, member, at < required),
  );
  const lists = members.filter((member) => member.schema.isListSchema());
  const counted = members.some(({ name }) => name === "Quantity") ? lists[0] : undefined;
  const structure = {
    name: schema.getName() ?? "",
    wireName: schema.getMergedTraits().xmlName ?? schema.getName() ?? "",
    isUnion: schema.isUnionSchema(),
    members,
    counted,
    isList: counted !== undefined && members.length === 2,
  };
  known.set(raw, structure);
  return structure;
}

function memberOf(name: string, schema: NormalizedSchema, isRequired: boolean): Member {
  const { httpLabel, httpQuery, httpHeader, httpPayload, xmlName } = schema.getMergedTraits();
  const member = { name, isRequired, schema };
  if (httpLabel) return { ...member, place: "label", wireName: name };
  if (httpQuery !== undefined) return { ...member, place: "query", wireName: httpQuery };
  if (httpHeader !== undefined) return { ...member, place: "header", wireName: httpHeader };
  if (httpPayload) return { ...member, place: "payload", wireName: xmlName ?? schema.getName() ?? name };
  return { ...member, place: "body", wireName: xmlName ?? name };
}

/** The SDK ships each operation as `[9, namespace, name, { http: [method, path, status] }, input, output]`. */
const OPERATION = 9;
const ERROR = -3;

function shippedIn(client: object): readonly (readonly unknown[])[] {
  return Object.values(client).filter(Array.isArray) as unknown as readonly (readonly unknown[])[];
}

/** Every operation that a client of the SDK knows. */
export function operationsOf(client: object): readonly OperationModel[] {
  return shippedIn(client)
    .filter(([kind]) => kind === OPERATION)
    .map(([, , name, traits, input, output]) => {
      const [method, target, status] = (traits as { readonly http: readonly [string, string, number] }).http;
      const [path = "", query = ""] = target.split("?");
      return {
        name: name as string,
        method,
        segments: path.split("/"),
        query: [...new URLSearchParams(query)],
        status,
        input: structureOf(NormalizedSchema.of(input as never)),
        output: structureOf(NormalizedSchema.of(output as never)),
      };
    });
}

/** The HTTP status of every error that it knows. */
export function errorStatusesOf(client: object): ReadonlyMap<string, number> {
  return new Map(
    shippedIn(client)
      .filter(([kind]) => kind === ERROR)
      .map(([, , name, traits]) => [
        name as string,
        (traits as { readonly httpError?: number } | 0)
          ? ((traits as { httpError?: number }).httpError ?? 400)
          : 400,
      ]),
  );
}

/** Every operation of CloudFront. */
export const operations = operationsOf(sdk);

/** The HTTP status of every error of CloudFront. */
export const errorStatuses = errorStatusesOf(sdk);
