import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { CodeStore } from "../../../rehearsal/cloud/lambda/code-store";
import { FunctionRoles } from "../../../rehearsal/cloud/lambda/roles";

const arn = "arn:aws:lambda:us-east-1:123456789012:function:shop:1";
const version = {
  ...{ arn, name: "shop", role: "arn:aws:iam::123456789012:role/shop", runtime: "nodejs22.x" },
  ...{
    handler: "index.handler",
    timeout: 3,
    memorySize: 128,
    architectures: ["x86_64"],
    hasEnvironment: false,
  },
  archive: Buffer.from(zipSync({ "index.js": strToU8("exports.handler = 1") })),
};

/** A store with one function, and IAM in front of it that answers so. */
function withIam(status = 200) {
  const store = new CodeStore();
  store.addVersion(version);
  let changes = 0;
  const upstream = { send: async () => ({ status, headers: {}, body: "" }), close: () => {} };
  const roles = new FunctionRoles(upstream, store, () => {
    changes++;
  });
  const ask = (action: string, role: string) =>
    roles.handle({ body: Buffer.from(`Action=${action}&RoleName=${role}`) } as Parameters<
      typeof roles.handle
    >[0]);
  return { ask, store, starts: () => (store.runnable(arn)?.files.size ?? 0) > 0, changes: () => changes };
}

describe("a function at the edge whose role is deleted", () => {
  test("cannot start until a role of that name is there again", async () => {
    const { ask, changes, starts } = withIam();
    expect(starts()).toBe(true);
    await ask("DeleteRole", "other");
    expect(starts()).toBe(true);
    await ask("DeleteRole", "shop");
    expect(starts()).toBe(false);
    await ask("CreateRole", "shop");
    expect(starts()).toBe(true);
    expect(changes()).toBe(3);
  });

  test("goes on where IAM refuses", async () => {
    const { ask, starts } = withIam(409);
    await ask("DeleteRole", "shop");
    expect(starts()).toBe(true);
  });

  test("cannot start after a restart either", async () => {
    const { ask, store } = withIam();
    await ask("DeleteRole", "shop");
    const restored = new CodeStore();
    restored.restore(JSON.parse(JSON.stringify(store)));
    expect(restored.runnable(arn)?.files.size).toBe(0);
  });
});
