import { bucketNameOf } from "../../assembly/origin-buckets";
import type { Cloud } from "../../cloud";
import type { FaultControls } from "../fault-controls";
import { picturedFault, picturedSite } from "../watching/picture";
import type { Picture } from "../watching/shown";

/** What Terraform has deployed, as it is drawn: replication and the switch are AWS's own to ask there. */
export function cloudPicture(
  { distributions, faults }: Pick<Cloud, "distributions" | "faults">,
  cached: number,
  controls: FaultControls,
  actions: readonly string[],
): Picture {
  return {
    sites: distributions().map((distribution) => {
      const { aliases, domainName, id, origins } = distribution;
      return picturedSite(id.toLowerCase(), aliases[0] ?? domainName, [distribution], undefined, (origin) => {
        const found = origins.find((one) => one.id === origin);
        return found && bucketNameOf(found);
      });
    }),
    buckets: faults.buckets.map(({ alias, name, region }) => ({
      ...{ name, region, target: name },
      ...((alias === "primary" || alias === "replica") && { alias }),
      faults: controls.aimedAt([name, region, ...(alias ? [alias] : [])]),
      replication: [],
    })),
    locations: [{ name: "LOC50-P1", cached }],
    faults: faults.list().map(picturedFault),
    targets: faults.targets,
    actions,
    visitors: 0,
  };
}
