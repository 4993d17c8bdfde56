import { expect, it } from "vitest";
import { Locks } from "../../../rehearsal/cloud/s3/locks";
import { Placing } from "../../../rehearsal/cloud/s3/placing";
import { MotoReplication } from "../../../rehearsal/cloud/s3/replication";
import { Versions } from "../../../rehearsal/cloud/s3/versions";
import { VirtualClock } from "../../../rehearsal/edge";
import { rule } from "../regions/fixtures";
import { MemoryMoto } from "./support/memory-moto";

it("says how many copies are on their way, how far they are behind, and what came of the others", async () => {
  const clock = new VirtualClock();
  const objects = new MemoryMoto(() => clock.now());
  const versions = new Versions();
  let obstacle: "denied" | number = 0;
  const replication = new MotoReplication({
    ...{ objects, versions, clock, lag: () => 2_000, obstacle: async () => obstacle },
    placing: new Placing({ objects, versions, newestVersion: "creation", locks: new Locks() }),
    settings: {
      get: (bucket) =>
        bucket === "site-a"
          ? { replication: { xml: "", configuration: { rules: [rule("site-b"), rule("site-b")], since: 0 } } }
          : {},
    },
  });
  const write = async (key: string) => {
    const { headers } = await objects.put("site-a", key, {}, Buffer.from("1234"));
    const versionId = String(headers["x-amz-version-id"]);
    await replication.record({ bucket: "site-a", key, kind: "object", versionId });
  };
  const seen = () =>
    replication
      .metrics("site-a")
      .map(
        ({ destination, operationsFailed, operationsPending, operationsReplicated, replicationLatency }) => [
          ...[destination, operationsPending, operationsReplicated, operationsFailed, replicationLatency],
        ],
      );

  expect(seen()).toEqual([["site-b", 0, 0, 0, 0]]);
  await write("one");
  await clock.advance(1_500);
  await write("two");
  expect(seen()).toEqual([["site-b", 2, 0, 0, 1.5]]);
  await clock.advance(1_000);
  expect(seen()).toEqual([["site-b", 1, 1, 0, 1]]);
  obstacle = "denied";
  await clock.advance(5_000);
  expect(seen()).toEqual([["site-b", 0, 1, 1, 0]]);
  expect(replication.metrics("site-b")).toEqual([]);
});
