import { healthKeys } from "../../../facts/site/health";
import { recordKeys } from "../../../facts/site/record-keys";
import type { IamCall } from "../../../rehearsal/cloud/iam";

/** Where the record is kept. */
export const recordPath = "__tests__/fixtures/iam-calls.json";

/** What IAM was asked, by what was being done; each call is one line. */
export interface IamRecord {
  readonly plan: readonly string[];
  readonly apply: readonly string[];
  readonly release: readonly string[];
  readonly drift: readonly string[];
  readonly destroy: readonly string[];
}

const phases = ["plan", "apply", "release", "drift", "destroy"] as const;

/** Notes every call once, with ids of AWS's choice made alike, so that one run's record is another's. */
export class IamRecorder {
  /** What is being done; calls without it are not noted. */
  phase: keyof IamRecord | undefined;
  readonly #lines = new Map(phases.map((phase) => [phase, new Set<string>()]));

  note(call: IamCall): void {
    if (this.phase !== undefined) this.#lines.get(this.phase)?.add(lineOf(call));
  }

  record(): IamRecord {
    const sorted = [...this.#lines].map(([phase, lines]) => [phase, [...lines].sort()]);
    return Object.fromEntries(sorted);
  }
}

/** "action resource... key=value,value..." */
export function lineOf({ action, resources, context }: IamCall): string {
  const conditions = Object.entries(context).map(([key, values]) => `${key}=${values.map(alike).join(",")}`);
  // Whoever puts tags on, in whichever order.
  return [action, ...resources.map(alike), ...conditions.sort()].join(" ");
}

/** The call of a line. */
export function callOf(line: string): IamCall {
  const [action = "", ...rest] = line.split(" ");
  const resources = rest.filter((part) => part === "*" || part.startsWith("arn:"));
  const conditions = rest.filter((part) => !resources.includes(part)).map((part) => part.split("="));
  const context = conditions.map(([key = "", values = ""]) => [key, values.split(",")]);
  return { action, resources, context: Object.fromEntries(context) };
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What every site has, whatever its content is. */
const ownKeys: readonly string[] = [
  healthKeys.primary,
  healthKeys.replica,
  recordKeys.current,
  recordKeys.lock,
  recordKeys.sheet,
];

function alike(text: string): string {
  return text
    .replace(
      /^(arn:aws:s3:::docs-[a-z]+\/)(.+)$/,
      (_, bucket, key) => bucket + (ownKeys.includes(key) ? key : "key"),
    )
    .replace(uuid, "00000000-0000-0000-0000-000000000000")
    .replace(/\/E[A-Z0-9]{12,14}$/, "/EXAMPLE")
    .replace(/(:delivery:)[A-Za-z0-9]{16}$/, "$1EXAMPLE")
    .replace(/((?:hostedzone|change)\/)[A-Z0-9]+$/, "$1EXAMPLE")
    .replace(/(:function:[\w-]+):\d+$/, "$1:1")
    .replace(/^_[0-9a-f]{32}\./, `_${"0".repeat(32)}.`);
}
