import type { CloudRequest } from "../http";
import { parseXml, type XmlElement, XmlError } from "../xml/element";
import { CloudFrontError, invalidArgument } from "./errors";
import { allowedValues } from "./schema/enums";
import { type Member, type OperationModel, operations } from "./schema/model";
import { readMember, readScalar, readValue } from "./schema/read";

/** What an operation is given, by the names of the model. */
export type Input = Readonly<Record<string, unknown>>;

/** A request as the model understands it. */
export interface Call {
  readonly operation: OperationModel;
  /** @throws {CloudFrontError} for what does not fit the model */
  readonly input: () => Input;
}

/** An operation of a model that a request asks for, with what its path says. */
export interface Match {
  readonly operation: OperationModel;
  readonly labels: ReadonlyMap<string, string>;
}

// An operation with a query is tried before the one without.
const ordered = [...operations].sort((a, b) => b.query.length - a.query.length);

/** The operation of a request, or undefined where the API has none. */
export function callOf(request: CloudRequest): Call | undefined {
  const route = matchOf(ordered, request);
  return route && { operation: route.operation, input: () => inputOf(route, request) };
}

/** The first of the operations that a request fits. @throws {CloudFrontError} for a path that is no UTF-8 */
export function matchOf(all: readonly OperationModel[], request: CloudRequest): Match | undefined {
  const segments = request.path.split("/").map(decoded);
  for (const operation of all) {
    if (operation.method !== request.method || !hasQuery(operation, request.query)) continue;
    const labels = matched(operation.segments, segments);
    if (labels) return { operation, labels };
  }
  return undefined;
}

function hasQuery({ query }: OperationModel, given: URLSearchParams): boolean {
  return query.every(([name, value]) => (value === "" ? given.has(name) : given.get(name) === value));
}

function matched(pattern: readonly string[], segments: readonly string[]): Map<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const labels = new Map<string, string>();
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] as string;
    if (part.startsWith("{")) labels.set(part.slice(1, -1), segment);
    else if (part !== segment) return undefined;
  }
  return labels;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalidArgument("The path is not percent-encoded UTF-8.");
  }
}

function inputOf({ operation, labels }: Match, request: CloudRequest): Input {
  const { input: model } = operation;
  const body = model.members.some(({ place }) => place === "body")
    ? rootOf(request, model.wireName)
    : undefined;
  const given: Record<string, unknown> = {};
  const elements = new Map(body?.children.map((child) => [child.name, child]));
  const unknown = body?.children.find(({ name }) => !model.members.some(({ wireName }) => wireName === name));
  if (unknown !== undefined)
    throw new CloudFrontError("MalformedInput", `${model.name} has no element ${unknown.name}`);
  for (const member of model.members) {
    const { name, wireName, place, schema } = member;
    if (place === "body") given[name] = readMember(model, member, elements.get(wireName), model.name);
    else if (place === "payload") given[name] = readValue(schema, rootOf(request, wireName), wireName);
    else given[name] = outsideOf(operation, member, labels, request);
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** What stands in the path, the query or a header. A version is asked for by whoever compares it. */
function outsideOf(
  { input: model }: OperationModel,
  { name, wireName, place, schema, isRequired }: Member,
  labels: ReadonlyMap<string, string>,
  { query, headers }: CloudRequest,
): unknown {
  const sources = {
    label: () => labels.get(name),
    query: () => query.get(wireName),
    header: () => headers[wireName.toLowerCase()],
  };
  const text = sources[place as keyof typeof sources]() ?? "";
  if (text === "") {
    if (isRequired && place === "query") throw invalidArgument(`The parameter ${wireName} is missing.`);
    return undefined;
  }
  try {
    return readScalar(schema, text, wireName, allowedValues(model.name, name));
  } catch (error) {
    throw error instanceof CloudFrontError ? invalidArgument(error.message) : error;
  }
}

function rootOf(request: CloudRequest, name: string): XmlElement {
  const text = request.body.toString("utf8");
  if (text.trim() === "") throw new CloudFrontError("MissingBody", "This operation requires a body.");
  try {
    const root = parseXml(text);
    if (root.name !== name) throw new XmlError(`the root element is ${root.name}, not ${name}`);
    return root;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new CloudFrontError("MalformedInput", `Could not parse XML: ${error.message}`);
  }
}
