import { OutlastError } from "../../errors/outlast-error";
import type { InitializedStack } from "../stack-runs";
import { type Import, offer } from "./import-blocks";
import type { Made } from "./journal";
import { leavable, leftFunction } from "./left-function";
import { idsOfAccount, idsOnAws, type KnownIds } from "./lost-state";

type Block = Readonly<Record<string, string>>;

/** What AWS refuses to make twice under one name, with its import id by the resource's block. */
const named: Readonly<Record<string, (block: Block) => string | undefined>> = {
  aws_cloudfront_function: ({ name }) => name,
  aws_cloudfront_key_value_store: ({ name }) => name,
  aws_cloudwatch_log_delivery_destination: ({ name }) => name,
  aws_cloudwatch_log_delivery_source: ({ name }) => name,
  aws_cloudwatch_log_group: ({ name }) => name,
  aws_iam_role: ({ name }) => name,
  aws_lambda_function: ({ function_name }) => function_name,
  // Records of a certificate are written over; their blocks name no record.
  aws_route53_record: ({ zone_id, name, type, for_each }) =>
    for_each === undefined ? `${zone_id}_${name}_${type}` : undefined,
  aws_s3_bucket: ({ bucket }) => bucket,
  aws_scheduler_schedule: ({ name }) => `default/${name}`,
};

/** What AWS gives an id of its own, and would make a second time, or refuse for its name. */
const numbered = new Set([
  "aws_acm_certificate",
  "aws_cloudfront_cache_policy",
  "aws_cloudfront_monitoring_subscription",
  "aws_cloudfront_origin_access_control",
  "aws_cloudfront_response_headers_policy",
  "aws_cloudwatch_log_delivery",
  "aws_iam_openid_connect_provider",
  "aws_iam_policy",
  "aws_route53_health_check",
  "aws_route53_zone",
  "aws_wafv2_web_acl",
]);

/** What is imported by more than its id. */
const composed: Readonly<Record<string, (block: Block, id?: string) => string | undefined>> = {
  aws_lambda_permission: ({ function_name, statement_id }) => `${function_name}/${statement_id}`,
  aws_wafv2_web_acl: ({ name, scope }, id) => id && `${id}/${name}/${scope}`,
};

/** The plan that shows what is there to be adopted. */
export interface AdoptingPlan {
  readonly changes: boolean;
}

/**
 * Lets the next plan adopt what AWS has of the site and the state does not know, by `import` blocks in a file beside the
 * configuration: the function that an earlier deployment left, and what a killed apply has made. Says what it does, and
 * what it cannot know. Resolves with the next plan where it has been made: whether something is there, a plan says.
 *
 * @param planFile of the next plan
 * @param all whatever AWS has of the stack: its state is lost
 * @param idsOf asks AWS what has which id, where no name leads to it
 */
export async function adopt(
  stack: InitializedStack,
  planFile: string,
  all = false,
  idsOf: (stack: InitializedStack) => Promise<KnownIds> = idsOnAwsOf,
): Promise<AdoptingPlan | undefined> {
  const made = stack.journal.made();
  const mayBeLeft = stack.site !== undefined && leavable(stack.site, stack.configuration).length > 0;
  if (!all && made.size === 0 && !mayBeLeft) {
    offer([], stack.folder);
    return undefined;
  }
  const known = await stack.state.addresses();
  if (all) {
    const { imports, lost } = everyImport(stack.configuration, known, await idsOf(stack));
    const { found, planned } = await existing(imports, stack, planFile);
    stack.note(
      `adopting what AWS has: ${found.length === 0 ? "nothing" : found.map(({ to }) => to).join(", ")}`,
    );
    for (const address of lost) stack.note(`no name leads to ${address}: import it if it is there`);
    return planned;
  }
  const left = stack.site ? await leftFunction(stack.site, stack.configuration, known) : [];
  const others = left.filter(({ to }) => !made.has(to));
  const { found, planned } = await madeByKilled(stack, made, known, planFile, idsOf);
  offer([...others, ...found], stack.folder);
  if (left.length > 0)
    stack.note("adopting the function that an earlier deployment had to leave at the edges");
  return others.length === 0 ? planned : undefined;
}

/** The ids of a site's stack, or of the one with the roles. */
function idsOnAwsOf({ site }: InitializedStack): Promise<KnownIds> {
  return site ? idsOnAws(site) : idsOfAccount();
}

/**
 * What a killed apply has made: by the id that was noted, or else, if it is there, by the name that the configuration
 * gives it, which AWS is asked for where it has given an id of its own. What is neither named nor refused is simply made
 * again.
 */
async function madeByKilled(
  stack: InitializedStack,
  made: Made,
  known: ReadonlySet<string>,
  planFile: string,
  idsOf: (stack: InitializedStack) => Promise<KnownIds>,
): Promise<Existing> {
  if (made.size === 0) return { found: [] };
  const freed = await makeRoom(stack, made, known);
  const noted = importsOf(made, freed, stack.configuration);
  const ids =
    noted.lost.length === 0
      ? {}
      : await idsOf(stack).catch((error) => {
          // A role that may deploy need not be one that may list all that an account has.
          if (!(error instanceof OutlastError)) throw error;
          stack.note(`AWS was asked in vain for what it has: ${error.value}`);
          return {};
        });
  const { imports, lost } = importsOf(made, freed, stack.configuration, ids);
  for (const { to, id } of lost)
    stack.note(
      id === undefined
        ? `a run was killed while it made ${to}; import it if it is there`
        : `a run was killed while it made ${to}, or met somebody else's; if it is this project's: terraform -chdir=${stack.folder} import ${to} ${id}`,
    );
  // What was noted with an id may have been destroyed since.
  const there = await existing(imports, stack, planFile);
  if (there.found.length > 0)
    stack.note(`adopting what a killed run has made: ${there.found.map(({ to }) => to).join(", ")}`);
  return there;
}

/** What is made under another name before the one that it replaces is taken away: a pair of regions has its own. */
const replaced = ["aws_cloudfront_function", "aws_cloudfront_key_value_store"];

/**
 * Drops from the state what a killed apply has made another one of, which is at the edges by now, or may be: the state has
 * one place for both. Resolves with the addresses that the state knows then.
 */
async function makeRoom(
  { configuration, note, state }: InitializedStack,
  made: Made,
  known: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const { resource = {} }: { resource?: Record<string, Record<string, Block>> } = JSON.parse(configuration);
  const dropped: string[] = [];
  for (const type of replaced)
    for (const [name, block] of Object.entries(resource[type] ?? {})) {
      const to = `${type}.${name}`;
      if (!made.has(to) || !known.has(to)) continue;
      const before = (await state.attributes(type)).map(({ id }) => String(id));
      if (block.name === undefined || before.includes(block.name)) continue;
      note(`a run was killed while ${to} was replaced: ${before.join(", ")} is in no state any more`);
      dropped.push(to);
    }
  await state.drop(dropped);
  return new Set([...known].filter((address) => !dropped.includes(address)));
}

/**
 * What to import where a state is lost: everything that AWS refuses to make twice, or would make a second of. The rest is
 * written over by being made.
 */
export function everyImport(
  configuration: string,
  known: ReadonlySet<string>,
  ids: KnownIds,
): { readonly imports: readonly Import[]; readonly lost: readonly string[] } {
  const { resource = {} }: { resource?: Record<string, Record<string, Block>> } = JSON.parse(configuration);
  const imports: Import[] = [];
  const lost: string[] = [];
  for (const [type, blocks] of Object.entries(resource))
    for (const [name, block] of Object.entries(blocks)) {
      const to = `${type}.${name}`;
      if (known.has(to)) continue;
      const id = (ids[type] ?? composed[type] ?? named[type])?.(block);
      if (id !== undefined && !id.includes("${")) imports.push({ to, id });
      else if (numbered.has(type) && !(type in ids)) lost.push(to);
    }
  return { imports, lost };
}

/** What may be there that a killed apply was making. */
interface Lost {
  readonly to: string;
  /** Where it is known, of what is nobody's alone. */
  readonly id?: string;
}

/** What an account has one of, for all that is in it: to take it in would have a later run destroy what others use. */
const sharedByAll = new Set(["aws_iam_openid_connect_provider"]);

/**
 * What to import, and what may be there under an id that nobody has noted.
 *
 * @param ids of what AWS has now
 */
export function importsOf(
  made: Made,
  known: ReadonlySet<string>,
  configuration: string,
  ids: KnownIds = {},
): { readonly imports: readonly Import[]; readonly lost: readonly Lost[] } {
  const { resource = {} }: { resource?: Record<string, Record<string, Block>> } = JSON.parse(configuration);
  const imports: Import[] = [];
  const lost: Lost[] = [];
  for (const [to, noted] of made) {
    const [, type = "", name = ""] = /^(\w+)\.(\w+)/.exec(to) ?? [];
    const block = resource[type]?.[name];
    if (known.has(to) || block === undefined) continue;
    const id = composed[type] ? composed[type](block, noted) : (noted ?? (ids[type] ?? named[type])?.(block));
    if (id === undefined) {
      if (numbered.has(type) && !(type in ids)) lost.push({ to });
    } else if (noted === undefined && sharedByAll.has(type)) lost.push({ to, id });
    else if (type in named || type in composed || numbered.has(type)) imports.push({ to, id });
  }
  return { imports, lost };
}

/** What AWS has, and the plan that has found it. */
interface Existing {
  readonly found: readonly Import[];
  readonly planned?: AdoptingPlan;
}

/** Those that AWS has, offered to the next plan: one says which it has not. */
async function existing(
  imports: readonly Import[],
  stack: Pick<InitializedStack, "folder" | "terraform">,
  planFile: string,
): Promise<Existing> {
  offer(imports, stack.folder);
  if (imports.length === 0) return { found: [] };
  const planned = await stack.terraform.plan({ out: planFile }).catch(missingFrom);
  if (!Array.isArray(planned)) return { found: imports, planned };
  const others = imports.filter(({ to }) => !planned.includes(to));
  return existing(others, stack, planFile);
}

/** Addresses that Terraform found nothing for. @throws whatever else the plan failed of */
function missingFrom(error: unknown): string[] {
  const said = error instanceof OutlastError ? error.value : "";
  const found = said.matchAll(/attempting to import an existing object to "(.+?)", the provider detected/g);
  const addresses = [...found].map(([, address = ""]) => address);
  if (addresses.length === 0) throw error;
  return addresses;
}
