import { expect, it } from "vitest";
import { remembered } from "../../facts/remembered";

it("asks once for each of the first texts, whatever came of them, and each time for all others", () => {
  const asked: string[] = [];
  const of = remembered((text) => {
    asked.push(text);
    return text === "none" ? undefined : text.length;
  }, 2);
  const given = ["none", "two", "none", "two", "third", "third"];
  expect(given.map(of)).toEqual([undefined, 3, undefined, 3, 5, 5]);
  expect(asked).toEqual(["none", "two", "third", "third"]);
});
