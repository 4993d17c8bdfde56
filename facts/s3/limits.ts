/** General purpose buckets of an account until the quota is raised (S3 guide, General purpose bucket quotas). */
export const accountBuckets = 10_000;
