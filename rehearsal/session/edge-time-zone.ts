/**
 * Edge functions run in UTC on AWS, whatever the zone of a laptop. A process has one time zone, its threads included,
 * and Node takes a changed one at once; nothing else that a rehearsal shows is in local time.
 */
export function useEdgeTimeZone(): void {
  process.env.TZ = "UTC";
}
