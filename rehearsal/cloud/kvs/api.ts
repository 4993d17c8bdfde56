import type { CloudRequest, CloudResponse } from "../http";
import { type CloudKeyValueStores, KeyValueStoreError, type StoreData, type Update } from "./store";

const statuses: Readonly<Record<KeyValueStoreError["code"], number>> = {
  ConflictException: 409,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 402,
  ValidationException: 400,
};

interface Target {
  readonly store: StoreData;
  readonly key: string | undefined;
  readonly isKeys: boolean;
}

/** The data API of KeyValueStores (Amazon CloudFront KeyValueStore API Reference). */
export class KeyValueStoreApi {
  constructor(
    private readonly stores: CloudKeyValueStores,
    private readonly onUnknown: (what: string) => void,
  ) {}

  handle(request: CloudRequest): CloudResponse {
    try {
      return this.#answer(request);
    } catch (error) {
      if (!(error instanceof KeyValueStoreError)) throw error;
      return json(statuses[error.code], { Message: error.message }, { "x-amzn-errortype": error.code });
    }
  }

  #answer(request: CloudRequest): CloudResponse {
    const { store, key, isKeys } = this.#target(request);
    const operation = `${request.method} ${isKeys ? (key === undefined ? "keys" : "key") : "store"}`;
    switch (operation) {
      case "GET store":
        return json(200, describe(store), { etag: store.etag });
      case "GET keys":
        return json(200, page(store, request.query));
      case "POST keys":
        return updated(store, request, readUpdate(request.body));
      case "GET key":
        return json(200, { Key: key, Value: valueAt(store, key ?? ""), ...totals(store) });
      case "PUT key":
        return updated(store, request, {
          puts: [{ key: key ?? "", value: readValue(request.body) }],
          deletes: [],
        });
      case "DELETE key":
        return updated(store, request, { puts: [], deletes: [key ?? ""] });
      default:
        throw this.#unknown(request);
    }
  }

  #target(request: CloudRequest): Target {
    const [, root, arn, keys, ...rest] = request.path.split("/");
    if (root !== "key-value-stores" || !arn || (keys !== undefined && keys !== "keys"))
      throw this.#unknown(request);
    const store = this.stores.find(decoded(arn));
    if (store === undefined)
      throw new KeyValueStoreError("ResourceNotFoundException", "The key value store does not exist.");
    const key = rest.length === 0 ? undefined : decoded(rest.join("/"));
    return { store, key, isKeys: keys === "keys" };
  }

  #unknown({ method, path }: CloudRequest): KeyValueStoreError {
    this.onUnknown(`cloudfront-keyvaluestore: ${method} ${path}`);
    return new KeyValueStoreError(
      "ValidationException",
      `There is no operation ${method} ${path.slice(0, 200)}.`,
    );
  }
}

function describe(store: StoreData) {
  const { lastUpdatedDateTime } = store.meta();
  return {
    ...totals(store),
    KvsARN: store.arn,
    Created: store.created / 1000,
    LastModified: Date.parse(lastUpdatedDateTime) / 1000,
    Status: "READY",
  };
}

function totals(store: StoreData) {
  return { ItemCount: store.count(), TotalSizeInBytes: store.size };
}

function updated(store: StoreData, request: CloudRequest, update: Update): CloudResponse {
  store.update(request.headers["if-match"], update);
  return json(200, totals(store), { etag: store.etag });
}

function valueAt(store: StoreData, key: string): string {
  const value = store.get(key);
  if (value === undefined) throw new KeyValueStoreError("ResourceNotFoundException", `Key ${key} not found.`);
  return value;
}

/** ListKeys: 10 a page unless asked for more, at most 50. */
function page(store: StoreData, query: URLSearchParams) {
  const size = Number(query.get("MaxResults") ?? 10);
  if (!Number.isInteger(size) || size < 1 || size > 50)
    throw new KeyValueStoreError("ValidationException", "MaxResults is an integer of 1 to 50.");
  const token = query.get("NextToken");
  const after = token === null ? undefined : Buffer.from(token, "base64url").toString("utf8");
  const rest = store.entries().filter(([key]) => after === undefined || key > after);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  return {
    Items: items.map(([Key, Value]) => ({ Key, Value })),
    ...(last && rest.length > size && { NextToken: Buffer.from(last[0]).toString("base64url") }),
  };
}

function readValue(body: Buffer): string {
  const { Value } = readObject(body);
  return text(Value, "Value");
}

function readUpdate(body: Buffer): Update {
  const { Puts = [], Deletes = [] } = readObject(body);
  if (!Array.isArray(Puts) || !Array.isArray(Deletes))
    throw new KeyValueStoreError("ValidationException", "Puts and Deletes are lists.");
  return {
    puts: Puts.map((put) => ({ key: text(put?.Key, "Key"), value: text(put?.Value, "Value") })),
    deletes: Deletes.map((one) => text(one?.Key, "Key")),
  };
}

function readObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Refused below, like any other body that is no object.
  }
  throw new KeyValueStoreError("ValidationException", "The body is not a JSON object.");
}

function text(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw new KeyValueStoreError("ValidationException", `${name} is not a string.`);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new KeyValueStoreError("ValidationException", "The path is not percent-encoded UTF-8.");
  }
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): CloudResponse {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}
