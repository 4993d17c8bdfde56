/** Bytes of a key in UTF-8 (S3 guide, Naming Amazon S3 objects). */
export const longestKey = 1_024;

/** Characters of a path that is a key: "/", and each byte as three at most once it is percent-encoded. */
export const longestKeyPath = 1 + 3 * 1_024;

/**
 * Seconds within which S3 promises to have replicated nearly every object, and alarms where it has not (S3 guide, Meeting
 * compliance requirements with S3 Replication Time Control).
 */
export const replicationPromise = 900;

/** General purpose buckets of an account until the quota is raised (S3 guide, General purpose bucket quotas). */
export const accountBuckets = 10_000;
