import { type Side, sideOf, switchKey } from "../../../facts/site/switch";
import { switchStores } from "../../assembly/evacuation-switch";
import { bucketNameOf } from "../../assembly/origin-buckets";
import type { Cloud } from "../../cloud";
import type { Distribution } from "../../edge";
import type { FaultControls } from "../fault-controls";
import { picturedFault, picturedReplication, picturedSite } from "../watching/picture";
import type { Picture } from "../watching/shown";

/** What Terraform has deployed, as it is drawn: the switch is thrown there as on AWS, by its verbs. */
export function cloudPicture(
  cloud: Pick<Cloud, "distributions" | "faults" | "keyValueStore" | "replication">,
  cached: number,
  controls: FaultControls,
  actions: readonly string[],
): Picture {
  const { distributions, faults } = cloud;
  return {
    sites: distributions().map((distribution) => {
      const { aliases, domainName, id, origins } = distribution;
      const side = servesFrom(distribution, cloud);
      return picturedSite(id.toLowerCase(), aliases[0] ?? domainName, [distribution], side, (origin) => {
        const found = origins.find((one) => one.id === origin);
        return found && bucketNameOf(found);
      });
    }),
    buckets: faults.buckets.map(({ alias, name, region }) => ({
      ...{ name, region, target: name },
      ...((alias === "primary" || alias === "replica") && { alias }),
      faults: controls.aimedAt([name, region, ...(alias ? [alias] : [])]),
      replication: cloud.replication(name).map(picturedReplication),
    })),
    locations: [{ name: "LOC50-P1", cached }],
    faults: faults.list().map(picturedFault),
    targets: faults.targets,
    actions,
    visitors: 0,
  };
}

/** What the switch says now; undefined where the distribution's functions read none. */
function servesFrom(
  distribution: Distribution,
  { keyValueStore }: Pick<Cloud, "keyValueStore">,
): Side | undefined {
  const [arn] = switchStores({ distributions: [distribution] });
  const store = arn === undefined ? undefined : keyValueStore(arn);
  return store && sideOf(store.get(switchKey));
}
