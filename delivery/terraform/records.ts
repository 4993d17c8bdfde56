import {
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { askingAws, bounded } from "../../operations/aws";
import type { PlanJson } from "../../terraform/plan/plan-json";
import { asJson, isList, type Value } from "../../terraform/value";
import type { DeployObstacle } from "./obstacle";

/** A record that is to be made. */
export interface PlannedRecord {
  /** Unknown of a zone that is made itself. */
  readonly zone_id?: string;
  readonly name: string;
  readonly type: string;
}

/**
 * The records of the site's names that the plan would make and that are in the zone already: whoever made them leads
 * visitors somewhere, and Route 53 would refuse the plan in its middle. A CNAME leaves no room for any other record.
 */
export function takenRecords(
  { resource_changes: changes }: PlanJson,
  client = new Route53Client({ region: "us-east-1", ...bounded }),
): Promise<DeployObstacle | undefined> {
  const made = changes.filter(
    ({ change, type }) =>
      type === "aws_route53_record" && change.actions[0] === "create" && !change.importing,
  );
  return recordsBeside(
    made.flatMap(({ change }) => recordOf(change.after)),
    client,
  );
}

/** A certificate's records are written over. A zone that is made itself has no id yet, and no records. */
function recordOf(values: Value): PlannedRecord[] {
  const { alias, name, type, zone_id } = asJson(values);
  if (!isList(alias) || alias.length === 0) return [];
  if (typeof zone_id !== "string" || typeof name !== "string" || typeof type !== "string") return [];
  return [{ zone_id, name, type }];
}

/** Those that are where these are to be. */
export async function recordsBeside(
  planned: readonly PlannedRecord[],
  client: Route53Client,
): Promise<DeployObstacle | undefined> {
  const zones = new Map(planned.map(({ name, zone_id }) => [`${zone_id} ${name}`, { name, zone_id }]));
  const found: string[] = [];
  let look: string | undefined;
  for (const { name, zone_id } of zones.values()) {
    const types = planned
      .filter((one) => one.name === name && one.zone_id === zone_id)
      .map(({ type }) => type);
    const sets = await askingAws("list the records", `the zone ${zone_id}`, () =>
      client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone_id, StartRecordName: name })),
    );
    const taken = (sets.ResourceRecordSets ?? []).filter(
      (set) =>
        plainName(set) === name.toLowerCase() && (set.Type === "CNAME" || types.includes(`${set.Type}`)),
    );
    found.push(...taken.map((set) => `${set.Type} of ${name} (${targetOf(set)})`));
    if (taken.length > 0)
      look ??= `aws route53 list-resource-record-sets --hosted-zone-id ${zone_id} --start-record-name ${name} --max-items 5`;
  }
  if (look === undefined) return undefined;
  return {
    code: "DEPLOY_RECORDS_TAKEN",
    value: `the zone has records that lead visitors elsewhere: ${found.join(", ")}`,
    mend: `Look at them: ${look}. If their visitors are to come here, delete them first; docs/first-deployment.md says how.`,
  };
}

/** Route 53 writes a wildcard's asterisk as \052, and a dot behind every name. */
function plainName({ Name = "" }: ResourceRecordSet): string {
  return Name.replace("\\052", "*").replace(/\.$/, "");
}

function targetOf({ AliasTarget, ResourceRecords = [] }: ResourceRecordSet): string {
  return AliasTarget?.DNSName ?? ResourceRecords.map(({ Value }) => Value).join(" ");
}
