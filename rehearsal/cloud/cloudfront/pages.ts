import type { Input } from "./call";
import { invalidArgument } from "./errors";
import type { OperationModel } from "./schema/model";
import { projectPage } from "./schema/project";

type Values = Readonly<Record<string, unknown>>;

/** API, MaxItems: "The maximum number you can request is 100", and what a list has without it. */
const MOST = 100;

/** The page of a list that a call asks for: `MaxItems` of it, after the one that `Marker` names. */
export function pageOf(
  operation: OperationModel,
  input: Input,
  all: readonly Values[],
  nameOf = idOf,
): Values {
  const { MaxItems: maxItems = MOST, Marker: marker = "" } = input as { MaxItems?: number; Marker?: string };
  if (maxItems < 1) throw invalidArgument("The parameter MaxItems must be a positive integer.");
  const from = marker === "" ? 0 : all.findIndex((item) => nameOf(item) === marker) + 1;
  if (marker !== "" && from === 0) throw invalidArgument("The parameter Marker is not valid.");
  const items = all.slice(from, from + maxItems);
  const last = items.at(-1);
  const isTruncated = from + items.length < all.length;
  return projectPage(operation, {
    items,
    marker,
    nextMarker: isTruncated && last ? nameOf(last) : undefined,
    maxItems,
  });
}

function idOf({ Id }: Values): string {
  return String(Id);
}
