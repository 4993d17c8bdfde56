import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { delegationOf, publicNameServers } from "../../operations/delegation";
import { startNameServer } from "../support/name-server";

const own = ["ns-1.awsdns-00.com", "ns-2.awsdns-00.net."];

describe("whether DNS leads to a zone", () => {
  test.each([
    [
      "its own name servers, in any case and with a dot or without",
      ["NS-1.awsdns-00.com.", "ns-2.awsdns-00.net"],
      true,
    ],
    ["some of them", ["ns-2.awsdns-00.net"], true],
    ["nobody", [], false],
    ["others", ["ns1.registrar.example"], false],
    ["others beside them", ["ns-1.awsdns-00.com", "ns1.registrar.example"], false],
  ])("to %s", async (_, found, isDone) => {
    const delegation = await delegationOf("example.com", own, async () => found);
    expect(delegation.isDone).toBe(isDone);
    if (!isDone)
      expect(delegation.detail).toContain("enter ns-1.awsdns-00.com, ns-2.awsdns-00.net as its name servers");
  });
});

let server: Awaited<ReturnType<typeof startNameServer>>;
beforeAll(async () => {
  server = await startNameServer(new Map([["example.com", ["ns.test", "ns2.test"]]]));
});
afterAll(() => server.close());

describe("public DNS", () => {
  const ask = (zone: string) => publicNameServers({ OUTLAST_DNS: server.address })(zone);

  test("is asked for a zone's name servers", async () => {
    expect(await ask("example.com")).toEqual(["ns.test", "ns2.test"]);
  });

  test("that knows no such zone leads nobody there", async () => {
    expect(await ask("example.org")).toEqual([]);
  });
});
