import { createHash } from "node:crypto";
import {
  CloudFrontClient,
  CreateInvalidationCommand,
  GetInvalidationCommand,
  TooManyInvalidationsInProgress,
} from "@aws-sdk/client-cloudfront";
import type { Clock, Invalidator, StartedInvalidation } from "../ports";
import { timeouts } from "./clients";

export interface CloudFrontInvalidatorOptions {
  readonly client: CloudFrontClient;
  readonly distributionId: string;
  readonly clock: Clock;
  /** How long others' invalidations may keep this one from starting. Milliseconds. @default 10 minutes */
  readonly startWithin?: number;
  /** How long `wait` waits. Milliseconds. @default 15 minutes */
  readonly waitAtMost?: number;
}

const minute = 60_000;
const betweenTries = 15_000;
const betweenLooks = 5_000;

/**
 * CloudFront, which is driven from us-east-1 whatever the regions of the buckets. What takes connections and says nothing
 * is given up within half a minute: the content is up by then, and whoever releases waits.
 */
export function createCloudFrontClient(): CloudFrontClient {
  const requestHandler = { ...timeouts, requestTimeout: 5_000 };
  return new CloudFrontClient({ region: "us-east-1", maxAttempts: 5, requestHandler });
}

/** Invalidations of one distribution. */
export class CloudFrontInvalidator implements Invalidator {
  constructor(private readonly options: CloudFrontInvalidatorOptions) {}

  /** Waits its turn while the account's quota of invalidations in progress is used up (TooManyInvalidationsInProgress). */
  async invalidate(paths: readonly string[], reference: string): Promise<StartedInvalidation> {
    const { clock, startWithin = 10 * minute } = this.options;
    const end = clock.now() + startWithin;
    for (;;) {
      try {
        const id = await this.#create(paths, reference);
        return { id, wait: (between) => this.#wait(id, between) };
      } catch (error) {
        const mayTryAgain =
          error instanceof TooManyInvalidationsInProgress && clock.now() + betweenTries <= end;
        if (!mayTryAgain) throw error;
        await clock.sleep(betweenTries);
      }
    }
  }

  async #create(paths: readonly string[], reference: string): Promise<string> {
    const { client, distributionId } = this.options;
    const { Invalidation: started } = await client.send(
      new CreateInvalidationCommand({
        DistributionId: distributionId,
        InvalidationBatch: {
          CallerReference: callerReference(paths, reference),
          Paths: { Quantity: paths.length, Items: [...paths] },
        },
      }),
    );
    return started?.Id ?? "";
  }

  async #wait(id: string, between = async () => {}): Promise<boolean> {
    const { client, clock, distributionId, waitAtMost = 15 * minute } = this.options;
    const end = clock.now() + waitAtMost;
    for (;;) {
      const { Invalidation: found } = await client.send(
        new GetInvalidationCommand({ DistributionId: distributionId, Id: id }),
      );
      if (found?.Status === "Completed") return true;
      if (clock.now() + betweenLooks > end) return false;
      await between();
      await clock.sleep(betweenLooks);
    }
  }
}

/** CloudFront refuses a reference that it has seen with other paths (CloudFront API, CreateInvalidation). */
function callerReference(paths: readonly string[], reference: string): string {
  const digest = createHash("sha256").update(paths.join("\n")).digest("hex");
  return `outlast-${reference}-${digest.slice(0, 16)}`;
}
