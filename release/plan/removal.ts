import { carriesHash } from "../classes/content-hash";
import { contentTypeOf, isDocumentType } from "../classes/content-type";
import { isReservedKey } from "../keys";
import type { ListedObject } from "../ports";
import { type FormerFile, filesByKey, type RecordedFile } from "../record/manifest";
import { type BucketState, isAsRecorded } from "../record/records";

export interface RemovalRules {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long files that are gone stay. Milliseconds. */
  readonly retention: number;
  /** How long an edge may show a page that is gone. Milliseconds. */
  readonly staleness: number;
  /** How long names are remembered after their deletion. Milliseconds. */
  readonly memory: number;
  /** Keys that a service worker precaches: one that went would keep it from being installed. */
  readonly held: ReadonlySet<string>;
}

/** What becomes of the files that are not of the site. */
export interface Removal {
  /** Of the last site or nobody's, and not of this one: they stay for the retention. `since` is this plan's time. */
  readonly leaving: readonly FormerFile[];
  /** Left earlier and stay on, or are remembered as deleted. */
  readonly staying: readonly FormerFile[];
  /** Left earlier, and begin their retention anew: a page that may use them has only now been replaced. */
  readonly restarted: readonly FormerFile[];
  /** Go now. */
  readonly deletions: readonly FormerFile[];
  /** Share of the names without a content hash that leave, 0 to 1. */
  readonly share: number;
}

/**
 * A file that the site no longer has is kept for `retention`. An asset is kept longer: until each page that may
 * refer to it (any that left the site at the same time or later) has been deleted, and `staleness` has passed, in
 * which an edge could still have served that page from its cache.
 */
export function planRemoval(keys: ReadonlySet<string>, state: BucketState, rules: RemovalRules): Removal {
  const { now, retention, staleness, memory, held } = rules;
  const former = state.current?.former ?? [];
  // Visitors may get from either region what it has.
  const there = state.other ? new Map([...siteObjects(state.other), ...state.objects]) : state.objects;
  const outlived = former.filter(
    ({ deleted, etag, key }) => deleted !== undefined && !keys.has(key) && there.get(key)?.etag === etag,
  );
  const known = former
    .filter((file) => !keys.has(file.key) && !outlived.includes(file))
    .map((file) => asFound(file, there.get(file.key), now))
    .filter((file) => file !== undefined);
  const knownKeys = new Set(known.filter(({ deleted }) => deleted === undefined).map(({ key }) => key));
  const recorded = filesByKey(state.current);
  const objects = [...there.values()];
  const outlivedKeys = new Set(outlived.map(({ key }) => key));
  const leaving = objects
    .filter(({ key }) => !keys.has(key) && !knownKeys.has(key) && !outlivedKeys.has(key))
    .map((object) => formerFile(object, recorded.get(object.key), state, now));

  const present = known.filter(({ deleted }) => deleted === undefined);
  const gone = known.filter(({ deleted }) => deleted !== undefined);
  const mayBeShown = ({ document, deleted }: FormerFile) =>
    document && (deleted === undefined || now - deleted < staleness);
  const holding = known.filter(mayBeShown);
  const remembered = new Set([...known.map(({ key }) => key), ...outlivedKeys]);
  const replaced = former.filter((file) => mayBeShown(file) && !remembered.has(file.key));
  const restarts = (file: FormerFile) => !file.document && replaced.some(({ since }) => since <= file.since);
  const goes = (file: FormerFile) =>
    !restarts(file) &&
    !held.has(file.key) &&
    now - file.since >= retention &&
    (file.document || !holding.some(({ since }) => since <= file.since));
  // What was deleted, and is in one of the regions all the same, has had its time.
  const deletions = [...present.filter(goes), ...outlived];
  const left = new Set(leaving.map(({ key }) => key));
  return {
    leaving,
    staying: [
      ...present.filter((file) => !goes(file) && !restarts(file)),
      ...gone.filter(({ key, deleted = now }) => now - deleted < memory && !left.has(key)),
    ],
    restarted: present.filter(restarts),
    deletions,
    share: removedShare(objects, knownKeys, left),
  };
}

function siteObjects(listed: BucketState["other"]): [string, ListedObject][] {
  return [...(listed ?? [])].filter(([key]) => !isReservedKey(key));
}

/** A former file as the bucket has it: deleted by somebody else, or used again by a release that did not finish. */
function asFound(file: FormerFile, object: ListedObject | undefined, now: number): FormerFile | undefined {
  if (object === undefined) return { ...file, deleted: file.deleted ?? now };
  return object.lastModified === file.lastModified && file.deleted === undefined ? file : undefined;
}

function formerFile(
  { key, etag, lastModified }: ListedObject,
  recorded: RecordedFile | undefined,
  state: BucketState,
  now: number,
): FormerFile {
  const page = isDocumentType(recorded?.headers.contentType ?? contentTypeOf(key));
  const document = page || recorded?.kind === "worker";
  return {
    key,
    etag,
    document,
    ...(recorded && isAsRecorded(recorded, state) && { cacheControl: recorded.headers.cacheControl }),
    since: now,
    lastModified,
  };
}

/** Builds rename hashed files all the time; that a page or a picture goes is an event. */
function removedShare(
  objects: readonly ListedObject[],
  former: ReadonlySet<string>,
  leaving: ReadonlySet<string>,
): number {
  const named = objects.filter(({ key }) => !former.has(key) && !carriesHash(key));
  return named.length === 0 ? 0 : named.filter(({ key }) => leaving.has(key)).length / named.length;
}
