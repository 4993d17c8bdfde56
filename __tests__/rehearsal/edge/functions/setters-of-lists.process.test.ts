import { expect, it } from "vitest";
import { selfContained } from "../../../../rehearsal/edge/functions/lambda/self-contained";
import "../../../support/same-cases";
import { comesToTheSame, eachTime, lambda, telling } from "./support/remembered";

/**
 * In a process of its own: where any realm's lists inherit an element, V8 looks for inherited elements in all lists of the
 * thread from then on, and what walks lists takes five to seventy times as long, in all tests that follow.
 */
const setters: Readonly<Record<string, string>> = {
  "a setter of every list": telling(
    "seen.push(request.uri)",
    `const seen = [], lists = []['__pro' + 'to__'];
     for (const at of ["0", "1", "2"]) Object.defineProperty(lists, at, { set() { delete lists[at]; }, configurable: true });`,
  ),
  "a setter of every list, for a call": telling(
    "(() => { Object.defineProperty([]['__pro' + 'to__'], '0', { set() {}, configurable: true }); const { uri } = request; delete []['__pro' + 'to__'][0]; return uri; })()",
  ),
};

it.each(Object.entries(setters))(
  "events that came before come to what they would once more: %s",
  (_, code) => {
    expect(selfContained(lambda(eachTime(code)))?.events).toBeUndefined();
    expect(comesToTheSame(code)).toBe(true);
  },
);
