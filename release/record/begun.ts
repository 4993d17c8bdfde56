import * as z from "zod";

/** What makes one release of a site another: new content, an earlier one again, or what one region has. */
export const releaseKinds = ["release", "rollback", "reconcile"] as const;

/** A release that has begun, as its lock and the pointer name it until it is complete. */
export interface BegunRelease {
  readonly id: string;
  readonly kind: (typeof releaseKinds)[number];
  /** The release that a rollback returns to, or that both regions are to have. */
  readonly rollbackTo?: string;
  /** Who releases. */
  readonly user: string;
}

/** For people: whose release it is. */
export function holderOf({ id, kind, user }: BegunRelease): string {
  return `${user}, ${kind} ${id}`;
}

/** The same, as a record has it. */
export const begunShape = z.looseObject({
  id: z.string(),
  kind: z.enum(releaseKinds),
  rollbackTo: z.string().optional(),
  user: z.string(),
});
