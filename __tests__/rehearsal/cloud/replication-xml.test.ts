import { expect, test } from "vitest";
import { readReplicationRules } from "../../../rehearsal/cloud/s3/replication-xml";

const rule = (content: string) =>
  `<ReplicationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Role>r</Role><Rule>${content}</Rule></ReplicationConfiguration>`;
const destination = "<Destination><Bucket>arn:aws:s3:::replica</Bucket></Destination>";

test("reads a rule with a filter, as the provider writes it", () => {
  const xml = rule(
    `<DeleteMarkerReplication><Status>Enabled</Status></DeleteMarkerReplication>${destination}<Filter><And><Prefix>a/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter><ID>all</ID><Priority>3</Priority><Status>Enabled</Status>`,
  );
  expect(readReplicationRules(xml)).toEqual([
    {
      id: "all",
      status: "Enabled",
      version: "V2",
      priority: 3,
      prefix: "a/",
      tags: { k: "v" },
      deleteMarkerReplication: true,
      replicaModifications: false,
      sseKmsEncryptedObjects: false,
      destination: "replica",
    },
  ]);
});

test("takes a rule without a filter for one of the first version", () => {
  const [read] = readReplicationRules(rule(`<Prefix>old/</Prefix><Status>Disabled</Status>${destination}`));
  expect(read).toMatchObject({ version: "V1", prefix: "old/", status: "Disabled", id: "rule-1" });
});

test("refuses criteria that select by nothing, as the provider writes them (hashicorp/terraform-provider-aws#44192)", () => {
  const criteria = (content: string) =>
    rule(
      `${destination}<SourceSelectionCriteria>${content}</SourceSelectionCriteria><Status>Enabled</Status>`,
    );
  expect(() => readReplicationRules(criteria(""))).toThrow("SourceSelectionCriteria cannot be empty");
  const modifications = "<ReplicaModifications><Status>Enabled</Status></ReplicaModifications>";
  expect(readReplicationRules(criteria(modifications))).toMatchObject([{ replicaModifications: true }]);
});
