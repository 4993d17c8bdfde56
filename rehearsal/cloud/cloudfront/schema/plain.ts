import type * as sdk from "@aws-sdk/client-cloudfront";
import type { defaults } from "./defaults";

/**
 * A type of the SDK as the local cloud holds its values: what CloudFront fills in is there, a list that is only counted
 * is an array, times are milliseconds and code is base64.
 */
export type Plain<T> = T extends Date
  ? number
  : T extends Uint8Array
    ? string
    : T extends string | number | boolean | undefined
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Plain<Item>[]
        : "Quantity" extends keyof T
          ? Exclude<keyof T, "Quantity" | "Items"> extends never
            ? ItemsOf<T>
            : { readonly Items: ItemsOf<T> } & Members<Omit<T, "Quantity" | "Items">>
          : Members<T>;

type ItemsOf<T> = T extends { Items?: readonly (infer Item)[] | undefined } ? readonly Plain<Item>[] : never;

type Members<T> = {
  readonly [K in Extract<keyof T, string>]: IsFilled<T, K> extends true
    ? Plain<Exclude<T[K], undefined>>
    : Plain<Exclude<T[K], undefined>> | undefined;
};

/** The SDK marks what is required by the absence of a question mark, and allows undefined even then. */
type IsFilled<T, K extends keyof T> = K extends keyof typeof defaults
  ? true
  : Record<never, never> extends Pick<T, K>
    ? false
    : true;

export type DistributionConfig = Plain<sdk.DistributionConfig>;
export type BehaviorConfig = Plain<sdk.DefaultCacheBehavior>;
export type OriginConfig = Plain<sdk.Origin>;
export type OriginGroupConfig = Plain<sdk.OriginGroup>;
export type CachePolicyConfig = Plain<sdk.CachePolicyConfig>;
export type OriginRequestPolicyConfig = Plain<sdk.OriginRequestPolicyConfig>;
export type ResponseHeadersPolicyConfig = Plain<sdk.ResponseHeadersPolicyConfig>;
export type OriginAccessControlConfig = Plain<sdk.OriginAccessControlConfig>;
export type OriginAccessIdentityConfig = Plain<sdk.CloudFrontOriginAccessIdentityConfig>;
export type FunctionConfig = Plain<sdk.FunctionConfig>;
export type InvalidationBatch = Plain<sdk.InvalidationBatch>;
export type KeyGroupConfig = Plain<sdk.KeyGroupConfig>;
export type PublicKeyConfig = Plain<sdk.PublicKeyConfig>;
export type ContinuousDeploymentPolicyConfig = Plain<sdk.ContinuousDeploymentPolicyConfig>;
export type VpcOriginEndpointConfig = Plain<sdk.VpcOriginEndpointConfig>;
export type Tag = Plain<sdk.Tag>;

type Commands = typeof sdk;

/** "CreateDistribution" */
export type OperationName = {
  [K in keyof Commands]: K extends `${infer Name}Command` ? (Name extends "$" ? never : Name) : never;
}[keyof Commands];

/** What an operation is given. */
export type InputOf<N extends OperationName> = `${N}Command` extends keyof Commands
  ? Commands[`${N}Command`] extends new (
      ...input: infer Parameters
    ) => unknown
    ? Plain<Exclude<Parameters[0], undefined>>
    : never
  : never;
