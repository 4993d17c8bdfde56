import { list, oneOf, optional, struct, text, type ValueOf, withDefault } from "../../xml/shape";
import { tags } from "./distribution";

/** API shape FunctionConfig. */
export const functionConfig = struct({
  Comment: withDefault(text, ""),
  Runtime: oneOf("cloudfront-js-1.0", "cloudfront-js-2.0"),
  KeyValueStoreAssociations: list("KeyValueStoreAssociation", struct({ KeyValueStoreARN: text })),
});

/** API shape CreateFunctionRequest. The code is base64. */
export const createFunctionRequest = struct({
  Name: text,
  FunctionConfig: functionConfig,
  FunctionCode: text,
  Tags: optional(tags),
});

/** API shape UpdateFunctionRequest. */
export const updateFunctionRequest = struct({ FunctionConfig: functionConfig, FunctionCode: text });

/** API shape TestFunctionRequest. The event is base64. */
export const testFunctionRequest = struct({
  Stage: withDefault(oneOf("DEVELOPMENT", "LIVE"), "DEVELOPMENT"),
  EventObject: text,
});

/** API shape CreateKeyValueStoreRequest. */
export const createKeyValueStoreRequest = struct({
  Name: text,
  Comment: optional(text),
  ImportSource: optional(struct({ SourceType: oneOf("S3"), SourceARN: text })),
  Tags: optional(tags),
});

/** API shape UpdateKeyValueStoreRequest. */
export const updateKeyValueStoreRequest = struct({ Comment: withDefault(text, "") });

/** API shape InvalidationBatch. */
export const invalidationBatch = struct({ Paths: list("Path", text), CallerReference: text });

/** API shape MonitoringSubscription. */
export const monitoringSubscription = struct({
  RealtimeMetricsSubscriptionConfig: struct({
    RealtimeMetricsSubscriptionStatus: oneOf("Enabled", "Disabled"),
  }),
});

export type FunctionConfig = ValueOf<typeof functionConfig>;
export type InvalidationBatch = ValueOf<typeof invalidationBatch>;
