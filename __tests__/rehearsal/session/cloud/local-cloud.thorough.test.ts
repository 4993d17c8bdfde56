import { CloudFrontClient, CreateFieldLevelEncryptionConfigCommand } from "@aws-sdk/client-cloudfront";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LocalCloud, type LocalCloudOptions } from "../../../../rehearsal/session/cloud/local-cloud";
import { eventually } from "../../../support/eventually";
import { fakeMoto } from "../../cloud/support/fake-moto";
import { clientConfig } from "../../cloud/support/test-cloud";

let moto: Awaited<ReturnType<typeof fakeMoto>>;
let local: LocalCloud;
const start = (ports: Partial<LocalCloudOptions> = {}) =>
  LocalCloud.start({
    moto: { endpoint: moto.endpoint, stop: async () => {} },
    ...{ port: 0, edgePort: 0, recorded: false, say: () => {}, ...ports },
  });

beforeEach(async () => {
  moto = await fakeMoto();
  local = await start();
});
afterEach(async () => {
  await local.close();
  await moto.close();
});

/** Asks the control API; without a body, for what is true. */
async function control(path: string, body?: object) {
  const json = { "content-type": "application/json" };
  const init = body && { method: "POST", headers: json, body: JSON.stringify(body) };
  const answer = await fetch(new URL(path, local.controlUrl), init);
  return { status: answer.status, said: (await answer.json()) as { readonly error?: string } };
}

describe("the control API of the local cloud", () => {
  test("breaks and mends what clients of S3 meet", async () => {
    local.cloud.faults.setAlias("primary", "shop-primary");
    expect(await control("/faults", { fault: "primary=503" })).toEqual({
      status: 200,
      said: { faults: ["primary=503"] },
    });
    expect((await control("/state")).said).toEqual({
      faults: ["primary=503"],
      targets: ["primary"],
      viewer: "",
    });
    expect(local.cloud.faults.list()).toHaveLength(1);
    expect((await control("/mend", { target: "primary" })).said).toEqual({ faults: [] });
  });

  test("says which targets there are, and what it takes", async () => {
    local.cloud.faults.setAlias("replica", "shop-replica");
    const [target, key] = [
      await control("/faults", { fault: "eu-west-9=503" }),
      await control("/mend", { region: "replica" }),
    ];
    expect([target.status, key.status]).toEqual([400, 400]);
    expect(target.said.error).toContain("replica");
    expect(key.said.error).toContain("region: this action takes target");
  });

  test("says what visitors are, and lists what is only kept", async () => {
    expect(await control("/viewer", { viewer: "country=DE" })).toEqual({
      status: 200,
      said: { viewer: "country=DE" },
    });
    expect((await control("/viewer", { viewer: "moon" })).status).toBe(400);
    expect(await control("/unrehearsed")).toEqual({ status: 200, said: [] });
  });
});

test("the console of the local cloud has its buckets and what is broken there, and no button for what it cannot do", async () => {
  local.cloud.faults.setAlias("primary", "shop-primary");
  await control("/faults", { fault: "primary=503" });
  const { said } = await control("/picture");
  expect(said).toMatchObject({ sites: [], faults: [{ fault: "primary=503" }], targets: ["primary"] });
  expect((said as { actions: string[] }).actions).toContain("POST /faults");
  for (const action of ["POST /clear", "POST /evacuate", "POST /release", "POST /visitors", "GET /drills"])
    expect((said as { actions: string[] }).actions).not.toContain(action);
  const page = await fetch(local.controlUrl);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("the console of the local cloud has each request, and why it was answered so", async () => {
  const { headers, status } = await fetch(`${local.url}/nowhere`);
  const id = headers.get("x-amz-cf-id") ?? "";
  const { said } = await control("/requests");
  expect(said).toContainEqual(expect.objectContaining({ id, method: "GET", path: "/nowhere", status }));
  expect((await control(`/trace?id=${encodeURIComponent(id)}`)).said).toMatchObject({
    ...{ id, status },
    why: ["It was refused before a distribution was found for it.", expect.stringContaining("Error: ")],
  });
});

test("a port that somebody else has leaves nothing open", async () => {
  const close = vi.fn();
  for (const port of [
    { edgePort: Number(new URL(local.url).port) },
    { controlPort: Number(new URL(local.controlUrl).port) },
  ])
    await start(port).then(close, (error: unknown) => expect(error).toMatchObject({ code: "EADDRINUSE" }));
  expect(close).not.toHaveBeenCalled();
});

test("what is only kept is said when it is made and at the next start, and listed", async () => {
  const made: string[] = [];
  const later: string[] = [];
  const first = await start({ say: (told) => void made.push(told) });
  const credentials = { accessKeyId: first.accessKey, secretAccessKey: "any" };
  const client = new CloudFrontClient({ ...clientConfig(first.cloud.url), credentials });
  const FieldLevelEncryptionConfig = { CallerReference: "forms" };
  const create = new CreateFieldLevelEncryptionConfigCommand({ FieldLevelEncryptionConfig });
  const { FieldLevelEncryption } = await client.send(create);
  const line = `FieldLevelEncryptionConfig ${FieldLevelEncryption?.Id} (forms) is kept and not rehearsed`;
  await eventually(() => expect(made).toEqual([line]));
  const listed = await fetch(new URL("/unrehearsed", first.controlUrl));
  expect(await listed.json()).toEqual([line]);
  const second = await start({ say: (told) => void later.push(told), snapshot: first.cloud.snapshot() });
  expect(later).toEqual([line]);
  await Promise.all([first.close(), second.close()]);
});
