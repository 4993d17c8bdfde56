import type { ChangeJson, ResourceChangeJson } from "../../terraform/plan/plan-json";
import { isKnown, isList, isMap, own, type Value, withUnknowns } from "../../terraform/value";
import type { ResourceValues } from "./values";

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
  readonly before: ResourceValues;
  /** Empty for a resource that goes. Unknown attributes are absent. */
  readonly after: ResourceValues;
  /** Attributes that force the replacement, as they are written in HCL. */
  readonly replacedBy: readonly string[];
  /** Whether an attribute, or something in it, is only known after the apply. */
  isUnknown(attribute: string): boolean;
  /** Whether an attribute, or something in it, is marked as sensitive. */
  isSensitive(side: "before" | "after", attribute: string): boolean;
}

export function changeOf(resource: ResourceChangeJson): Change {
  const { change } = resource;
  const planned = withUnknowns(change.after, change.after_unknown) ?? null;
  return {
    address: resource.address,
    moduleAddress: resource.module_address ?? "",
    type: resource.type,
    name: resource.name,
    isData: resource.mode === "data",
    fate: fateOf(change),
    before: isMap(change.before) ? change.before : {},
    after: isMap(change.after) ? change.after : {},
    replacedBy: (change.replace_paths ?? []).map((path) => path.join(".")),
    isUnknown: (attribute) => !isKnown(isMap(planned) ? (own(planned, attribute) ?? null) : planned),
    isSensitive: (side, attribute) => {
      const marks = side === "before" ? change.before_sensitive : change.after_sensitive;
      return hasMark(isMap(marks) ? own(marks, attribute) : marks);
    },
  };
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
