export const consoleKeys: readonly (readonly [key: string, does: string])[] = [
  ["p r", "break or mend the primary, the replica"],
  ["f", "choose the fault that p and r set"],
  ["e b", "evacuate to the replica, and back; E and B whatever is broken"],
  ["c i s", "clear the cache, invalidate a path, show the cache"],
  ["n", "the next site"],
  ["l", "go to the requests"],
  ["v", "visitors on and off"],
  ["h", "this help"],
];

/** Whether a key that was pressed is meant for the page, and not for a field of it. */
export function isForPage({ altKey, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
  if (altKey || ctrlKey || metaKey) return false;
  return !(target instanceof Element && target.closest("input, select, textarea, dialog[open]"));
}
