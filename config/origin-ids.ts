/** Id of the group of both: the target of every behaviour that the site's documents go through. */
export const bucketGroupId = "primary-then-replica";

/**
 * Id of the group that error pages come through. No function runs for them, so the evacuation switch cannot turn their
 * order: they ask the replica first at all times, and nobody who waited for the primary waits for it again.
 */
export const errorPageGroupId = "replica-then-primary";

/** Id of a server's second one. */
export function failoverOriginId(name: string): string {
  return `${name}-failover`;
}

/** Id of the group of a server and its second one. */
export function serverGroupId(name: string): string {
  return `${name}-then-failover`;
}
