import type * as sdk from "@aws-sdk/client-cloudfront-keyvaluestore";
import type { CloudRequest, CloudResponse } from "../http";
import { type CloudKeyValueStores, KeyValueStoreError, type StoreData, type Update } from "./store";
import { dataInput, dataOutput, dataRefusal, dataRouteOf } from "./wire";

type Handler = (
  store: StoreData,
  input: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;

const operations: Readonly<Record<string, Handler>> = {
  DescribeKeyValueStore: (store) => ({
    ...totals(store),
    KvsARN: store.arn,
    Created: store.created / 1000,
    LastModified: Date.parse(store.meta().lastUpdatedDateTime) / 1000,
    Status: "READY",
    ETag: store.etag,
  }),
  ListKeys: (store, input) => page(store, input as unknown as sdk.ListKeysCommandInput),
  GetKey: (store, { Key }) => ({ Key, Value: valueAt(store, Key as string), ...totals(store) }),
  PutKey: (store, input) => {
    const { Key, Value, IfMatch } = input as unknown as Given<sdk.PutKeyCommandInput>;
    return updated(store, IfMatch, { puts: [{ key: Key, value: Value }], deletes: [] });
  },
  DeleteKey: (store, input) => {
    const { Key, IfMatch } = input as unknown as Given<sdk.DeleteKeyCommandInput>;
    return updated(store, IfMatch, { puts: [], deletes: [Key] });
  },
  UpdateKeys: (store, input) => {
    const { Puts = [], Deletes = [], IfMatch } = input as unknown as Given<sdk.UpdateKeysCommandInput>;
    return updated(store, IfMatch, {
      puts: Puts.map(({ Key = "", Value = "" }) => ({ key: Key, value: Value })),
      deletes: Deletes.map(({ Key = "" }) => Key),
    });
  },
};

/** An input of the SDK as its model has made it sure: what is required is there. */
type Given<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/**
 * The data API of KeyValueStores (Amazon CloudFront KeyValueStore API Reference). Paths, inputs and outputs are those of
 * the model that the SDK ships.
 */
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
      return dataRefusal(error);
    }
  }

  #answer(request: CloudRequest): CloudResponse {
    const route = dataRouteOf(request);
    const handler = route && operations[route.operation.name];
    if (route === undefined || handler === undefined) throw this.#unknown(request);
    const store = this.stores.find(route.labels.get("KvsARN") ?? "");
    if (store === undefined)
      throw new KeyValueStoreError("ResourceNotFoundException", "The key value store does not exist.");
    return dataOutput(route.operation, handler(store, dataInput(route, request)));
  }

  #unknown({ method, path }: CloudRequest): KeyValueStoreError {
    this.onUnknown(`cloudfront-keyvaluestore: ${method} ${path}`);
    return new KeyValueStoreError(
      "ValidationException",
      `There is no operation ${method} ${path.slice(0, 200)}.`,
    );
  }
}

function totals(store: StoreData) {
  return { ItemCount: store.count(), TotalSizeInBytes: store.size };
}

function updated(store: StoreData, ifMatch: string, update: Update) {
  store.update(ifMatch, update);
  return { ...totals(store), ETag: store.etag };
}

function valueAt(store: StoreData, key: string): string {
  const value = store.get(key);
  if (value === undefined) throw new KeyValueStoreError("ResourceNotFoundException", `Key ${key} not found.`);
  return value;
}

/** ListKeys: 10 a page unless asked for more, at most 50. */
function page(store: StoreData, { MaxResults: size = 10, NextToken: token }: sdk.ListKeysCommandInput) {
  if (!Number.isInteger(size) || size < 1 || size > 50)
    throw new KeyValueStoreError("ValidationException", "MaxResults is an integer of 1 to 50.");
  const after = token === undefined ? undefined : Buffer.from(token, "base64url").toString("utf8");
  const rest = store.entries().filter(([key]) => after === undefined || key > after);
  const items = rest.slice(0, size);
  const last = items.at(-1);
  return {
    Items: items.map(([Key, Value]) => ({ Key, Value })),
    ...(last && rest.length > size && { NextToken: Buffer.from(last[0]).toString("base64url") }),
  };
}
