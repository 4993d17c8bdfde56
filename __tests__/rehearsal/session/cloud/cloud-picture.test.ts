import { expect, it } from "vitest";
import { switchKey } from "../../../../facts/site/switch";
import { switchStores } from "../../../../rehearsal/assembly/evacuation-switch";
import { cloudPicture } from "../../../../rehearsal/session/cloud/cloud-picture";
import { FaultControls } from "../../../../rehearsal/session/fault-controls";
import { rehearsedSites } from "../support/served";

const regions = { primary: "eu-central-1", replica: "eu-west-1" };

it("has the switch as the store of the function has it, and replication with what is still to be copied", () => {
  const [site] = rehearsedSites({ name: "docs", regions });
  const { distributions = [] } = site?.loaded ?? {};
  const [arn] = switchStores({ distributions });
  const values = new Map<string, string>();
  const buckets = [
    { name: "docs-primary", region: "eu-central-1", alias: "primary" },
    { name: "docs-replica", region: "eu-west-1", alias: "replica" },
  ];
  const cloud = {
    distributions: () => distributions,
    faults: { buckets, list: () => [], targets: ["primary", "replica"] },
    keyValueStore: (asked: string) =>
      asked === arn ? { get: (key: string) => values.get(key), count: () => 0, meta: () => ({}) } : undefined,
    replication: (bucket: string) =>
      bucket === "docs-primary"
        ? [
            {
              ...{ ruleId: "all", destination: "docs-replica", operationsPending: 3, bytesPending: 30 },
              ...{ replicationLatency: 4.5, operationsFailed: 1, operationsReplicated: 9 },
            },
          ]
        : [],
  } as unknown as Parameters<typeof cloudPicture>[0];
  const controls = new FaultControls({
    ...{ faultTargets: [], faults: [], setFault: () => {}, clearFault: () => {}, clearFaults: () => {} },
  });
  const drawn = () => cloudPicture(cloud, 0, controls, []);

  expect(drawn().sites.map(({ order, servesFrom }) => [servesFrom, order])).toEqual([
    ["primary", ["primary", "replica"]],
  ]);
  expect(drawn().buckets.map(({ replication }) => replication)).toEqual([
    [{ destination: "docs-replica", pending: 3, bytesPending: 30, behind: 4_500, failed: 1, replicated: 9 }],
    [],
  ]);
  values.set(switchKey, "replica");
  expect(drawn().sites[0]).toMatchObject({ servesFrom: "replica", order: ["replica", "primary"] });
});
