/**
 * What `import cf from "cloudfront"` gives to a CloudFront Function (runtime 2.0), as far as it is used here.
 * CloudFront guide, "Helper methods for key value stores" and "Helper methods for origin modification".
 */
declare module "cloudfront" {
  interface KeyValueStoreHandle {
    /** Rejects when the key does not exist. */
    get(key: string): Promise<string>;
  }

  export interface CloudFrontHelpers {
    /** The store that is associated with the function. */
    kvs(): KeyValueStoreHandle;
    /** What is not given stays as the assigned origin has it; in an origin group, the primary changes. */
    updateRequestOrigin(settings: {
      /** 1 to 3. */
      connectionAttempts: number;
      /** Whole seconds: connection 1 to 10, read 1 to 120. */
      timeouts: { connectionTimeout: number; readTimeout: number };
    }): void;
    /** Both origins must exist in the distribution; the first is the primary. */
    createRequestOriginGroup(group: {
      originIds: { originId: string }[];
      failoverCriteria: { statusCodes: readonly number[] };
    }): void;
  }

  const cf: CloudFrontHelpers;
  export default cf;
}
