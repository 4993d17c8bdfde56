import type { CloudRequest, CloudResponse } from "../http";
import { parseXml, XmlError } from "../xml/element";
import { type Shape, ShapeError } from "../xml/shape";
import { CloudFrontError } from "./errors";

/** One operation of the API. */
export interface Operation {
  /** As AWS names it: "CreateDistribution". */
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the API version, with `{name}` for one segment: "/distribution/{id}/config". */
  readonly path: string;
  /** A query parameter that tells it from another operation of the same path, with its value unless any will do. */
  readonly query?: readonly [name: string, value?: string];
  readonly handle: (call: Call) => CloudResponse | Promise<CloudResponse>;
}

/** A request as an operation sees it. */
export class Call {
  constructor(
    private readonly request: CloudRequest,
    private readonly parameters: ReadonlyMap<string, string>,
  ) {}

  /** A `{name}` of the path, decoded. */
  parameter(name: string): string {
    return this.parameters.get(name) ?? "";
  }

  query(name: string): string | undefined {
    return this.request.query.get(name) ?? undefined;
  }

  get ifMatch(): string | undefined {
    return this.request.headers["if-match"];
  }

  /** The body in its shape; `name` is that of its root element. */
  body<T>(name: string, shape: Shape<T>): T {
    const text = this.request.body.toString("utf8");
    if (text.trim() === "") throw new CloudFrontError("MissingBody", "This operation requires a body.");
    try {
      const root = parseXml(text);
      if (root.name !== name) throw new XmlError(`the root element is ${root.name}, not ${name}`);
      return shape.read(root, name);
    } catch (error) {
      if (error instanceof XmlError) {
        throw new CloudFrontError("MalformedInput", `Could not parse XML: ${error.message}`);
      }
      if (error instanceof ShapeError) {
        throw new CloudFrontError(
          error.kind === "quantity" ? "InconsistentQuantities" : "MalformedInput",
          error.message,
        );
      }
      throw error;
    }
  }
}

/** Finds the operation of a request among those of the API. */
export class OperationTable {
  readonly #operations: readonly { readonly operation: Operation; readonly pattern: readonly string[] }[];

  constructor(operations: readonly Operation[]) {
    // An operation with a query is tried before the one without.
    const ordered = [...operations].sort(
      (a, b) => Number(b.query !== undefined) - Number(a.query !== undefined),
    );
    this.#operations = ordered.map((operation) => ({ operation, pattern: operation.path.split("/") }));
  }

  /** The operation and the call, or undefined where the API has none; `path` is below the API version. */
  find(request: CloudRequest, path: string): { operation: Operation; call: Call } | undefined {
    const segments = path.split("/").map(decoded);
    for (const { operation, pattern } of this.#operations) {
      if (operation.method !== request.method || !hasQuery(operation, request.query)) continue;
      const parameters = matched(pattern, segments);
      if (parameters) return { operation, call: new Call(request, parameters) };
    }
    return undefined;
  }
}

function hasQuery({ query }: Operation, given: URLSearchParams): boolean {
  if (query === undefined) return true;
  const [name, value] = query;
  return value === undefined ? given.has(name) : given.get(name) === value;
}

function matched(pattern: readonly string[], segments: readonly string[]): Map<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters = new Map<string, string>();
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] as string;
    if (part.startsWith("{")) parameters.set(part.slice(1, -1), segment);
    else if (part !== segment) return undefined;
  }
  return parameters;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new CloudFrontError("InvalidArgument", "The path is not percent-encoded UTF-8.");
  }
}
