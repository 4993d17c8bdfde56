import { setTimeout } from "node:timers/promises";
import {
  type Delegation,
  delegationOf,
  type NameServersOf,
  publicNameServers,
} from "../operations/delegation";
import type { StateContent } from "../toolchain/state";
import { deliveryError } from "./errors";
import type { Ports } from "./ports";
import type { InitializedStack } from "./stack-runs";
import { PlanFolder } from "./terraform/plan-folder";

/** How a deployment meets a zone that it makes itself. */
export interface ZoneOptions {
  /** Seconds until DNS has to lead to it. @default 0 */
  readonly waitDelegation?: number;
}

/** What the wait is made of. */
export interface Waiting {
  readonly ask: NameServersOf;
  /** Milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

const zoneType = "aws_route53_zone";
const validationType = "aws_acm_certificate_validation";
/** Registries publish delegations every few minutes; resolvers keep the answer that there is none for some too. */
const askedEvery = 30_000;

/**
 * Makes the zone of a stack that is to have one, before anything else, and goes on only once DNS leads to it: ACM
 * validates nothing in a zone that nobody finds, and Terraform would wait for it. Once the certificate is valid, nothing
 * is asked.
 *
 * @param folder for the plan of the zone
 * @throws {OutlastError} `DEPLOY_NOT_DELEGATED` with the name servers to enter at the registrar
 */
export async function prepareZone(
  stack: InitializedStack,
  folder: string,
  { waitDelegation = 0 }: ZoneOptions,
  confirm: Ports["confirm"],
  waiting: Waiting = { ask: publicNameServers(), sleep: setTimeout },
): Promise<void> {
  const zone = stack.site?.domain?.zone;
  if (!zone || !("create" in zone) || !zone.create) return;
  const known = await stack.state.content();
  const has = (type: string) => [...known.addresses].some((address) => address.startsWith(`${type}.`));
  if (has(validationType)) return;
  // A run that was killed may have made the zone, and not written the output.
  const told = has(zoneType) ? nameServersIn(known) : undefined;
  const nameServers = told ?? nameServersIn({ outputs: await makeZone(stack, folder, confirm) }) ?? [];
  const { detail, isDone } = await delegated(zone.name, nameServers, waitDelegation, stack, waiting);
  if (!isDone) throw deliveryError("DEPLOY_NOT_DELEGATED", detail);
  stack.say(detail);
}

function nameServersIn({ outputs }: Pick<StateContent, "outputs">): readonly string[] | undefined {
  return outputs.name_servers?.value as readonly string[] | undefined;
}

async function makeZone(
  stack: InitializedStack,
  folder: string,
  confirm: Ports["confirm"],
): Promise<StateContent["outputs"]> {
  const [name] = Object.keys(JSON.parse(stack.configuration).resource[zoneType]);
  const planned = new PlanFolder(folder, `${stack.name}-zone`);
  planned.create();
  await stack.terraform.plan({ out: planned.planFile, target: `${zoneType}.${name}` });
  await confirm(`Make the zone of ${stack.name}, and nothing else yet?`, "yes");
  const outputs = await stack.apply(planned.planFile);
  stack.say("its zone is there");
  return outputs;
}

async function delegated(
  zone: string,
  nameServers: readonly string[],
  seconds: number,
  { note }: Pick<InitializedStack, "note">,
  { ask, sleep }: Waiting,
): Promise<Delegation> {
  let left = seconds * 1_000;
  for (;;) {
    const delegation = await delegationOf(zone, nameServers, ask);
    if (delegation.isDone || left <= 0) return delegation;
    note(`${delegation.detail}; waiting for ${Math.ceil(left / 60_000)} min`);
    await sleep(Math.min(askedEvery, left));
    left -= askedEvery;
  }
}
