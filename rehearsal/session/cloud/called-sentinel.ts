import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { sentinelMetric } from "../../../facts/site/sentinel-settings";
import type { Environment } from "../../../toolchain/which";
import type { InvocationAnswer } from "../../cloud/lambda/front";
import { RunFunction } from "./run-function";

export interface CalledSentinelOptions {
  /** The site's name, for what is said. */
  readonly site: string;
  /** The deployed function, and the region of its schedule. */
  readonly sentinel: { readonly name: string; readonly region: string };
  /** Points clients at the local AWS. */
  readonly env: Environment;
  /** Where visitors of the site come. */
  readonly edge: string;
  readonly say: (line: string) => void;
}

/**
 * The sentinel that Terraform deployed to the local AWS, called as EventBridge Scheduler would call it: by the state and the
 * rate of its schedule, and when somebody calls its function.
 */
export class CalledSentinel {
  readonly #options: CalledSentinelOptions;
  readonly #function: RunFunction;
  readonly #cloudWatch: CloudWatchClient;
  #timer: NodeJS.Timeout | undefined;
  #told = "";
  #concern: number | undefined;

  constructor(options: CalledSentinelOptions) {
    const { edge, env, sentinel } = options;
    this.#options = options;
    this.#function = new RunFunction({ ...sentinel, edge, env, log: (line) => this.#tell(line) });
    const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = env;
    this.#cloudWatch = new CloudWatchClient({
      ...{ region: sentinel.region, endpoint: env.AWS_ENDPOINT_URL as string, maxAttempts: 1 },
      credentials: { accessKeyId, secretAccessKey },
    });
  }

  /** Calls it from now on. */
  start(): void {
    this.#next(0);
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#function.stop();
    this.#cloudWatch.destroy();
  }

  /** Whether it is what a call of Lambda's API names, by name or ARN. */
  is(name: string, region: string | undefined): boolean {
    const { sentinel } = this.#options;
    return name.split(":").at(-1) === sentinel.name && region === sentinel.region;
  }

  /** Calls it as Lambda's API does. */
  async invoke(event: unknown): Promise<InvocationAnswer> {
    return this.#measured(event);
  }

  /** One call, if the schedule says so. @returns milliseconds until the next one */
  async call(): Promise<number> {
    const { env, sentinel } = this.#options;
    // A schedule has no client here: one answer of its API is all that is asked.
    const answer = await fetch(`${env.AWS_ENDPOINT_URL}/schedules/${sentinel.name}`, {
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${env.AWS_ACCESS_KEY_ID}/20260101/${sentinel.region}/scheduler/aws4_request, SignedHeaders=host, Signature=0`,
      },
    });
    const schedule = answer.ok ? ((await answer.json()) as Schedule) : {};
    const [, minutes = "1"] = /^rate\((\d+) minutes?\)$/.exec(schedule.ScheduleExpression ?? "") ?? [];
    if (schedule.State === "ENABLED") this.#measured({}).catch(() => {});
    return Number(minutes) * 60_000;
  }

  async #measured(event: unknown): Promise<InvocationAnswer> {
    const { answer } = await this.#function.begin(event);
    const given = await answer;
    // What cannot be measured is called all the same.
    await this.#measure("error" in given).catch(() => {});
    return given;
  }

  /** What CloudWatch has on AWS by itself: the function's calls and errors, and what its log says of its concern. */
  async #measure(failed: boolean): Promise<void> {
    const { sentinel, site } = this.#options;
    const { dimension, name, namespace } = sentinelMetric;
    const put = (Namespace: string, metrics: Readonly<Record<string, number>>, Name: string, Value: string) =>
      this.#cloudWatch.send(
        new PutMetricDataCommand({
          Namespace,
          MetricData: Object.entries(metrics).map(
            ([MetricName, measured]): MetricDatum => ({
              ...{ MetricName, Value: measured, Timestamp: new Date(), Dimensions: [{ Name, Value }] },
            }),
          ),
        }),
      );
    const concern = this.#concern;
    this.#concern = undefined;
    await put("AWS/Lambda", { Invocations: 1, Errors: failed ? 1 : 0 }, "FunctionName", sentinel.name);
    if (concern !== undefined) await put(namespace, { [name]: concern }, dimension, site);
  }

  /** Once: what it sees stays the same for hours. */
  #tell(line: string): void {
    if (!line.startsWith("{")) return;
    const { Concern, decision, reason } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (typeof Concern === "number") this.#concern = Math.max(this.#concern ?? 0, Concern);
    const told = Concern === 2 ? `${decision} ${reason}` : "";
    if (told !== "" && told !== this.#told)
      this.#options.say(
        `${this.#options.site}: the sentinel of ${this.#options.sentinel.region} (${decision}): ${reason}`,
      );
    this.#told = told;
  }

  #next(wait: number): void {
    this.#timer = setTimeout(() => {
      this.call()
        // What is not deployed, or is being made anew, is called in the next minute.
        .catch(() => 60_000)
        .then((next) => {
          if (this.#timer !== undefined) this.#next(next);
        });
    }, wait);
    this.#timer.unref();
  }
}

interface Schedule {
  readonly State?: string;
  readonly ScheduleExpression?: string;
}
