import { element, escapeXml } from "../xml/element";
import { invalidArgument } from "./errors";
import type { Call } from "./operation";

const MOST = 100;

/** One page of a list: `MaxItems` of it, after the one that `Marker` names. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly marker: string;
  readonly nextMarker: string | undefined;
  readonly maxItems: number;
}

/** The page that a call asks for. `idOf` gives the id by which a page is continued. */
export function pageOf<T>(all: readonly T[], idOf: (item: T) => string, call: Call): Page<T> {
  const maxItems = Number(call.query("MaxItems") ?? MOST);
  if (!Number.isInteger(maxItems) || maxItems < 1)
    throw invalidArgument("The parameter MaxItems must be a positive integer.");
  const marker = call.query("Marker") ?? "";
  const from = marker === "" ? 0 : all.findIndex((item) => idOf(item) === marker) + 1;
  if (marker !== "" && from === 0) throw invalidArgument("The parameter Marker is not valid.");
  const items = all.slice(from, from + maxItems);
  const last = items.at(-1);
  const isTruncated = from + items.length < all.length;
  return { items, marker, nextMarker: isTruncated && last ? idOf(last) : undefined, maxItems };
}

/** The list elements that name their first item (distributions, invalidations, access controls). */
export function markedList<T>(page: Page<T>, write: (item: T) => string): string {
  return (
    element("Marker", escapeXml(page.marker)) +
    nextMarker(page) +
    element("MaxItems", String(page.maxItems)) +
    element("IsTruncated", String(page.nextMarker !== undefined)) +
    counted(page.items, write)
  );
}

/** The list elements of everything newer. */
export function plainList<T>(page: Page<T>, write: (item: T) => string): string {
  return nextMarker(page) + element("MaxItems", String(page.maxItems)) + counted(page.items, write);
}

function nextMarker(page: Page<unknown>): string {
  return page.nextMarker === undefined ? "" : element("NextMarker", escapeXml(page.nextMarker));
}

function counted<T>(items: readonly T[], write: (item: T) => string): string {
  const content = items.map(write).join("");
  return element("Quantity", String(items.length)) + (items.length === 0 ? "" : element("Items", content));
}

/** A time as CloudFront writes it. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
