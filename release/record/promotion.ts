import * as z from "zod";
import { recordKeys } from "../../facts/site/record-keys";
import { type ObjectStore, whenNotFound } from "../ports";
import { parseRecord } from "./manifest";
import { writeRecord } from "./records";

/** That a replica counts from now on, and who has said so. */
export interface Promotion {
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  /** The release that it held then. */
  readonly release: string;
  /** Of the bucket that was promoted: the record may come to the other by replication. */
  readonly region?: string;
}

const shape = z.looseObject({
  ...{ at: z.string(), by: z.string(), reason: z.string(), release: z.string() },
  region: z.string().optional(),
});

/** The promotion of a replica; undefined where it is none but that. */
export async function readPromotion(replica: ObjectStore): Promise<Promotion | undefined> {
  const found = await replica.get(recordKeys.promoted).catch(whenNotFound);
  if (found === undefined) return undefined;
  return parseRecord(
    `${recordKeys.promoted} in ${replica.name}`,
    new TextDecoder().decode(found.body),
    shape,
  );
}

/** Writes it, or takes it away. */
export async function writePromotion(replica: ObjectStore, promotion: Promotion | undefined): Promise<void> {
  if (promotion === undefined) await replica.delete([recordKeys.promoted]);
  else await writeRecord(replica, recordKeys.promoted, `${JSON.stringify(promotion)}\n`);
}
