import { headerLengths } from "../../../../facts/cloudfront/limits";
import { invalidArgument } from "../errors";

/** Custom headers of a policy or an origin. The guide has the numbers; which error it is, and its words, are not written down. */
export function checkHeaderLengths(headers: readonly (readonly [name: string, value: string])[]): void {
  const long = headers.find(
    ([name, value]) => name.length > headerLengths.name || value.length > headerLengths.value,
  );
  if (long) throw invalidArgument(`The custom header ${long[0].slice(0, 80)} is too long.`);
  const all = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (all > headerLengths.all)
    throw invalidArgument(`Custom headers have at most ${headerLengths.all} characters together.`);
}
