import { describe, expect, test } from "vitest";
import { reviewPlan } from "../../../audit/review/review";
import type { ResourceChangeJson } from "../../../terraform/plan/plan-json";
import type { Value } from "../../../terraform/value";
import { planWith } from "../../support/plans";

type Sides = Pick<ResourceChangeJson["change"], "before" | "after">;

const type = "aws_cloudfront_distribution";
const written: Value = {
  comment: { constant_value: "shop" },
  web_acl_id: { references: ["var.acl"] },
  aliases: {},
  policy: { constant_value: "{}" },
  origin: [
    { origin_id: { constant_value: "primary" }, origin_shield: [{ enabled: { constant_value: true } }] },
  ],
};

/** The drift of a resource that is written like this, where the plan leaves it alone or changes it. */
function drift(refreshed: Sides, planned: Sides = { before: refreshed.after, after: refreshed.after }) {
  const named = { address: `${type}.this`, type };
  const [change] = planWith([{ ...named, ...planned }]).resource_changes as [ResourceChangeJson];
  const isQuiet = planned.before === planned.after;
  const [own] = planWith([{ ...named, ...refreshed }]).resource_changes as [ResourceChangeJson];
  const configuration: Value = {
    root_module: {
      resources: [{ address: `${type}.this`, mode: "managed", type, name: "this", expressions: written }],
    },
  };
  const actions: ResourceChangeJson["change"]["actions"] = isQuiet ? ["no-op"] : change.change.actions;
  return reviewPlan({
    ...planWith([]),
    resource_changes: [{ ...change, change: { ...change.change, actions } }],
    resource_drift: [own],
    configuration,
  }).drifted;
}

const origin = (shield: boolean, more: Record<string, Value> = {}) => [
  { origin_id: "primary", origin_shield: [{ enabled: shield, origin_shield_region: null }], ...more },
];

describe("what a refresh fills in is no drift", () => {
  test.each<[string, Sides]>([
    ["null becomes {}", { before: { tags: null }, after: { tags: {} } }],
    ["a list that was left out", { before: { aliases: null }, after: { aliases: [] } }],
    ["a default in place of nothing", { before: { web_acl_id: "" }, after: { web_acl_id: "default" } }],
    ["what is computed", { before: { etag: "A", rules: [] }, after: { etag: "B", rules: [{ id: "x" }] } }],
    [
      "a default in a block",
      {
        before: { origin: origin(true) },
        after: { origin: origin(true, { connection_attempts: 3, custom_header: [] }) },
      },
    ],
    [
      "a policy in other words",
      { before: { policy: '{"a":1,"b":[]}' }, after: { policy: '{ "b": [], "a": 1 }' } },
    ],
  ])("%s", (_, sides) => {
    expect(drift(sides)).toEqual([]);
  });
});

describe("what somebody changed is drift", () => {
  const address = `${type}.this`;

  test.each<[string, Sides]>([
    ["a value that is written", { before: { comment: "shop" }, after: { comment: "mine" } }],
    ["a value that is written elsewhere", { before: { web_acl_id: "a" }, after: { web_acl_id: "" } }],
    ["a policy", { before: { policy: '{"a":1}' }, after: { policy: '{"a":2}' } }],
    ["a value in a block", { before: { origin: origin(true) }, after: { origin: origin(false) } }],
    [
      "a block more",
      { before: { origin: origin(true) }, after: { origin: [...origin(true), ...origin(true)] } },
    ],
    ["a resource that is gone", { before: { comment: "shop" }, after: null }],
  ])("%s", (_, sides) => {
    expect(drift(sides)).toEqual([address]);
  });

  test("a value that nobody wrote, where the plan takes it back", () => {
    const tags = { before: { tags: null }, after: { tags: { by: "hand" } } };
    expect(drift(tags, { before: tags.after, after: { tags: null } })).toEqual([address]);
    expect(
      drift(tags, { before: { ...tags.after, comment: "a" }, after: { ...tags.after, comment: "b" } }),
    ).toEqual([]);
  });
});
