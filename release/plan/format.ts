import type { InvalidationPlan } from "../ports";

/** Bytes for people: "1.2 MB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** "1 file", "2 files". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What an invalidation costs; a path is half a cent, hence the third digit. */
export function formatCost({ paths, dollars }: InvalidationPlan["cost"]): string {
  return `${paths} of the 1,000 paths that are free each month; $${dollars.toFixed(3)} beyond those`;
}
