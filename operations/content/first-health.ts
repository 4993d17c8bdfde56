import { healthKeys } from "../../facts/site/health";
import { type Side, sides } from "../../facts/site/switch";
import { type DeployedAt, storeOf } from "../../release/aws/site-context";
import { healthDocuments } from "../../release/engine/health-documents";
import { type ObjectStore, StoreError } from "../../release/ports";

/**
 * Gives each region something to answer its health check with, where it has nothing: before the first release both would
 * answer 404, and the alarms of both be raised. A release puts its own documents in their place.
 */
export async function writeFirstHealth(
  buckets: DeployedAt["buckets"],
  note: (text: string) => void,
  open: (bucket: DeployedAt["buckets"][Side]) => ObjectStore = storeOf,
): Promise<void> {
  const { primary, replica } = buckets;
  const documents = healthDocuments("", { primary: primary.region, replica: replica.region });
  const own = sides.flatMap((side) =>
    documents
      .filter(({ key }) => key === healthKeys[side])
      .map((document) => ({ ...document, store: open(buckets[side]) })),
  );
  await Promise.all(
    own.map(async ({ bytes, headers, key, store }) => {
      try {
        await store.put(key, { kind: "bytes", bytes }, { headers, ifNoneMatch: "*" });
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (error.kind === "precondition-failed") return;
        note(
          `${store.name} has nothing to answer its health check with until the first release: ${error.value}`,
        );
      }
    }),
  );
}
