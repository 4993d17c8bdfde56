import type { FileKind } from "../site-file";
import { levels } from "./levels";

/** What the order depends on. */
export interface Orderable {
  readonly key: string;
  readonly kind: FileKind;
  /** The key is in the bucket already, so that pages may be using it. */
  readonly live: boolean;
  readonly uses: readonly string[];
  readonly level: number;
}

/** Files that may go up in any order among themselves, once everything before them is there. */
export interface Phase<Item> {
  readonly items: readonly Item[];
  /** The replica must have all that went before, too: some of these replace what pages show. */
  readonly gate: boolean;
  /** Service workers: what they precache has to come from no edge's cache that has an older one. */
  readonly workers: boolean;
}

const newAsset = 0;
const changedAsset = 1;
const document = 2;
const entry = 3;
const worker = 4;

/**
 * The order in which a release goes up: new assets, which nobody asks for yet; assets that replace others; documents,
 * those that lead to other documents after them; entry documents, with feeds and sitemaps; service workers, which would
 * keep what is there for good. Within and across these, a file comes after every file that it uses, unless they use each
 * other.
 */
export function planPhases<Item extends Orderable>(items: readonly Item[]): Phase<Item>[] {
  const at = new Map(items.map(({ key }, index) => [key, index]));
  const uses = items.map((item) =>
    item.uses.map((key) => at.get(key)).filter((index) => index !== undefined),
  );
  const groups = raisedGroups(items.map(groupOf), uses);
  const heights = levels(items.length, (node) =>
    (uses[node] as number[]).filter((target) => groups[target] === groups[node]),
  );
  const places = items.map((item, index) => ({
    item,
    rank: [groups[index] as number, heights[index] as number, item.level] as const,
  }));
  places.sort((a, b) => compareRanks(a.rank, b.rank));
  return withGates(split(places));
}

type Rank = readonly [group: number, height: number, level: number];

interface Ranked<Item> {
  readonly rank: Rank;
  readonly items: Item[];
}

function groupOf({ kind, live }: Orderable): number {
  if (kind === "worker") return worker;
  if (kind === "entry") return entry;
  if (kind === "document") return document;
  return live ? changedAsset : newAsset;
}

/** No group below that of anything it uses. */
function raisedGroups(own: readonly number[], uses: readonly (readonly number[])[]): number[] {
  const groups = [...own];
  const users: number[][] = own.map(() => []);
  for (const [user, targets] of uses.entries()) for (const target of targets) users[target]?.push(user);
  const open = groups.map((_, node) => node);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const user of users[node] as number[]) {
      if ((groups[user] as number) >= (groups[node] as number)) continue;
      groups[user] = groups[node] as number;
      open.push(user);
    }
  }
  return groups;
}

function compareRanks(a: Rank, b: Rank): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function split<Item>(places: readonly { readonly item: Item; readonly rank: Rank }[]): Ranked<Item>[] {
  const phases: Ranked<Item>[] = [];
  for (const { item, rank } of places) {
    const last = phases.at(-1);
    if (last && compareRanks(last.rank, rank) === 0) last.items.push(item);
    else phases.push({ rank, items: [item] });
  }
  return phases;
}

/**
 * Replication promises no order. It has to have caught up before anything goes up that pages may already show, the
 * first time for all that went before (scripts load what no HTML names), later for what is used by name.
 */
function withGates<Item extends Orderable>(phases: readonly Ranked<Item>[]): Phase<Item>[] {
  const pending = new Set<string>();
  let caughtUpFor = newAsset;
  return phases.map(({ rank, items }) => {
    // Entry documents are documents: where there are others, the gate was before those.
    const group = rank[0] === entry ? document : rank[0];
    const gate =
      pending.size > 0 && group > newAsset && (group > caughtUpFor || items.some(usesAny(pending)));
    caughtUpFor = group;
    if (gate) pending.clear();
    for (const { key } of items) pending.add(key);
    return { items, gate, workers: rank[0] === worker };
  });
}

function usesAny(keys: ReadonlySet<string>) {
  return ({ uses }: Orderable) => uses.some((key) => keys.has(key));
}
