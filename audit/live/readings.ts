import { isSilence, toStoreError } from "../../release/aws/store-errors";
import type { Json } from "../../terraform/value";
import type { AwsQuestion } from "./asks";

/** Asks AWS in a region. */
export type AwsAsking = <Input, Output>(
  ask: AwsQuestion<Input, Output>,
  input: Input,
  region?: string,
) => Promise<Output>;

/** What says that a bucket, a role or a distribution has no such setting. */
const absent =
  /^(?:NoSuch(?:BucketPolicy|PublicAccessBlockConfiguration|LifecycleConfiguration|WebsiteConfiguration|CORSConfiguration|MonitoringSubscription|Entity|EntityException)|ServerSideEncryptionConfigurationNotFoundError|ReplicationConfigurationNotFoundError|OwnershipControlsNotFoundError)$/;

/** Where a reading belongs: the resource that it becomes, and what is known of it before anybody asked. */
export interface LiveReading {
  readonly type: string;
  readonly name: string;
  readonly known: Json;
}

/** What was read of a running site, and beside it what was not and why. */
export class LiveReadings {
  readonly resources: Json[] = [];
  /** By address: what was refused or not answered. */
  readonly unread = new Map<string, string>();
  /** By type: lists of resources that nobody could look through. */
  readonly unlisted = new Map<string, string>();
  readonly #silent = new Map<string, string>();
  readonly #asking: AwsAsking;

  constructor(asking: AwsAsking) {
    this.#asking = asking;
  }

  add({ known, name, type }: LiveReading): void {
    this.resources.push({ address: `${type}.${name}`, mode: "managed", type, name, values: known });
  }

  has(type: string, name: string): boolean {
    return this.resources.some(({ address }) => address === `${type}.${name}`);
  }

  /** Asks, and adds what comes of it; a setting that is not there adds nothing, and one that cannot be read its name. */
  async read<Input, Output>(
    reading: LiveReading,
    ask: AwsQuestion<Input, Output>,
    input: Input,
    into: (output: Output) => Json | undefined,
    region?: string,
  ): Promise<Output | undefined> {
    try {
      const output = await this.ask(ask, input, region);
      const values = into(output);
      if (values !== undefined) this.add({ ...reading, known: { ...reading.known, ...values } });
      return output;
    } catch (error) {
      const why = whyNot(error, ask);
      if (why === undefined) return undefined;
      this.add(reading);
      this.unread.set(`${reading.type}.${reading.name}`, why);
      return undefined;
    }
  }

  /** Asks for a list; where it cannot be had, nothing of its types is known to be all. */
  async list<Input, Output>(
    types: readonly string[],
    ask: AwsQuestion<Input, Output>,
    input: Input,
    region?: string,
  ): Promise<Output | undefined> {
    try {
      return await this.ask(ask, input, region);
    } catch (error) {
      const why = whyNot(error, ask);
      if (why !== undefined) for (const type of types) this.unlisted.set(type, why);
      return undefined;
    }
  }

  /** A region that was silent once is not waited for again. */
  async ask<Input, Output>(
    ask: AwsQuestion<Input, Output>,
    input: Input,
    region = "us-east-1",
  ): Promise<Output> {
    const place = `${ask.service} in ${region}`;
    const silent = this.#silent.get(place);
    if (silent !== undefined) throw new NotRead(silent);
    try {
      return await this.#asking(ask, input, region);
    } catch (error) {
      const kind = toStoreError(error, ask.action, region)?.kind;
      if (kind !== "connection-lost") throw error;
      const why = `${place} does not answer${isSilence(error as Error) ? "" : ` (${(error as { code?: string }).code})`}`;
      this.#silent.set(place, why);
      throw new NotRead(why);
    }
  }
}

/** Something that could not be looked at. */
class NotRead extends Error {}

/** Why something was not read; undefined where it is not there. */
function whyNot(error: unknown, { action }: { readonly action: string }): string | undefined {
  if (error instanceof NotRead) return error.message;
  const { name, message } = error as Error;
  if (absent.test(name)) return undefined;
  if (toStoreError(error, action, "") === undefined && !("$metadata" in (error as object))) throw error;
  return `${action}: ${name}${message === "" || message === name ? "" : `: ${message}`}`;
}
