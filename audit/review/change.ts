import type { ChangeJson, ResourceChangeJson } from "../../terraform/plan/plan-json";
import {
  isKnown,
  isList,
  isMap,
  own,
  type Planned,
  Unknown,
  type Value,
  type Values,
  withUnknowns,
} from "../../terraform/value";

/** What happens to a resource as a whole. */
export type Fate = "created" | "updated" | "replaced" | "destroyed" | "forgotten" | "read" | "unchanged";

/** One resource of a plan, with its values ready to be compared. */
export interface Change {
  readonly address: string;
  readonly moduleAddress: string;
  readonly type: string;
  readonly name: string;
  readonly isData: boolean;
  readonly fate: Fate;
  /** Empty for a resource that is not there yet. */
  readonly before: Values;
  /** Empty for a resource that goes. */
  readonly after: Values;
  /** Attributes that force the replacement, as they are written in HCL. */
  readonly replacedBy: readonly string[];
  /** Whether an attribute, or something in it, is marked as sensitive. */
  isSensitive(side: "before" | "after", attribute: string): boolean;
}

export function changeOf(resource: ResourceChangeJson): Change {
  const { change } = resource;
  const before = isMap(change.before) ? change.before : {};
  return {
    address: resource.address,
    moduleAddress: resource.module_address ?? "",
    type: resource.type,
    name: resource.name,
    isData: resource.mode === "data",
    fate: fateOf(change),
    before,
    after: valuesAfter(before, withUnknowns(change.after, change.after_unknown)),
    replacedBy: (change.replace_paths ?? []).map((path) => path.join(".")),
    isSensitive: (side, attribute) => {
      const marks = side === "before" ? change.before_sensitive : change.after_sensitive;
      return hasMark(isMap(marks) ? own(marks, attribute) : marks);
    },
  };
}

/** Of a resource that is unknown as a whole, everything that it has is. */
function valuesAfter(before: Values, planned: Planned | undefined): Values {
  if (planned instanceof Unknown)
    return Object.fromEntries(Object.keys(before).map((name) => [name, planned]));
  return isMap(planned) ? planned : {};
}

/** Whether an attribute, or something in it, is only known after the apply. */
export function isUnknownAfter({ after }: Pick<Change, "after">, attribute: string): boolean {
  return !isKnown(own(after, attribute) ?? null);
}

function fateOf({ actions }: ChangeJson): Fate {
  const has = (action: ChangeJson["actions"][number]) => actions.includes(action);
  if (has("create") && (has("delete") || has("forget"))) return "replaced";
  if (has("create")) return "created";
  if (has("delete")) return "destroyed";
  if (has("forget")) return "forgotten";
  if (has("update")) return "updated";
  return has("read") ? "read" : "unchanged";
}

/** Whether `true` stands anywhere in marks: for the whole value, or for a part of it. */
export function hasMark(marks: Value | undefined): boolean {
  if (isList(marks)) return marks.some(hasMark);
  return isMap(marks) ? Object.values(marks).some(hasMark) : marks === true;
}
