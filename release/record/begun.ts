import * as z from "zod";

/** A release that has begun, as its lock and the pointer name it until it is complete. */
export interface BegunRelease {
  readonly id: string;
  readonly kind: "release" | "rollback" | "reconcile";
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
  kind: z.enum(["release", "rollback", "reconcile"]),
  rollbackTo: z.string().optional(),
  user: z.string(),
});
