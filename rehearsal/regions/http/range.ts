import { s3Errors } from "../errors";

/** First and last byte of a single range; undefined when there is none that S3 heeds. Throws InvalidRange. */
export function parseRange(header: string | null, size: number): readonly [number, number] | undefined {
  const match = header === null ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null || (match[1] === "" && match[2] === "")) return undefined;
  const [, from = "", to = ""] = match;
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  if (first >= size) throw s3Errors.invalidRange(header as string, size);
  return [first, last];
}
