import { type Command, Option } from "commander";
import { type Side, sides } from "../../facts/site/switch";
import { type Located, lasting, located, percent, replicaTimeout } from "../options/arguments";

/** The options that release and rollback share, as they are typed. */
export interface PublishingOptions extends Located {
  readonly json: boolean;
  readonly to: Side;
  /** False with `--no-wait`. */
  readonly wait: boolean;
  /** Seconds. */
  readonly replicaTimeout: number;
  readonly waitInvalidation: boolean;
  /** Seconds. */
  readonly retention: number;
  /** Percent. */
  readonly removeAtMost: number;
  readonly yes: boolean;
  readonly breakLock: boolean;
}

/** Options of whatever makes another site live. */
export function publishing(command: Command): Command {
  return located(command)
    .option("--json", "print for a machine", false)
    .addOption(to("the bucket that is written to; the replica only while the primary is down"))
    .option("--no-wait", "do not wait for the replica, in an emergency")
    .addOption(replicaTimeout())
    .option("--wait-invalidation", "wait until every edge has dropped what is invalidated", false)
    .addOption(lasting("--retention", "how long files that are gone stay", "7d", "100y"))
    .addOption(percent("--remove-at-most", "largest share of unhashed names that may leave", 30))
    .option("--yes", "release even if more would leave", false)
    .option("--break-lock", "take over the lock of a release that is known to be dead", false);
}

/** Which of the buckets. */
export function to(description: string): Option {
  return new Option("--to <bucket>", description).choices(sides).default("primary");
}
