import { describe, expect, it } from "vitest";
import { readPolicyDocument, valuesOf } from "../../../facts/s3/policy-document";

const allow = { Effect: "Allow", Action: "s3:GetObject" };

describe("a policy's document", () => {
  it.each([
    ["a list of statements", JSON.stringify({ Version: "2012-10-17", Statement: [allow, allow] }), 2],
    ["a statement without its list", JSON.stringify({ Statement: allow }), 1],
    ["an object that is no text", { Statement: [allow] }, 1],
  ])("is read with %s", (_, document, count) => {
    expect(readPolicyDocument(document)).toMatchObject({ statements: Array(count).fill(allow) });
  });

  it.each([
    ["not JSON", "{", /^the policy is not JSON: /],
    ["empty", "", /^the policy is not JSON: /],
    ["null", "null", /^the policy is not an object$/],
    ["a list", "[]", /^the policy is not an object$/],
    ["nothing", undefined, /^the policy is not an object$/],
    ["without a statement", "{}", /^Statement is missing/],
    ["with a list of none", '{"Statement":[]}', /^Statement is missing/],
    ["with what is no statement", '{"Statement":[{}, "x"]}', /^Statement 2: is not an object$/],
    ["with null for a statement", '{"Statement":[null]}', /^Statement 1: is not an object$/],
  ])("is none where it is %s", (_, document, problem) => {
    expect(readPolicyDocument(document)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it("has values with and without a list, and none", () => {
    expect([valuesOf("a"), valuesOf(["a", "b"]), valuesOf(undefined), valuesOf(null)]).toEqual([
      ["a"],
      ["a", "b"],
      [],
      [],
    ]);
  });
});
