import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { InitializedStack } from "../../delivery/stack-runs";
import { prepareZone } from "../../delivery/zone";
import { siteWith } from "../support/sites";

const nameServers = ["ns-1.awsdns-00.com", "ns-2.awsdns-00.net"];
const configuration = JSON.stringify({ resource: { aws_route53_zone: { zone_zone: {} } } });
const zone = "aws_route53_zone.zone_zone";
const validation = "aws_acm_certificate_validation.certificate_validation";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outlast-zone-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface World {
  /** Addresses in the state. */
  readonly known?: readonly string[];
  /** What DNS says, one answer after the other; the last one stays. */
  readonly dns: readonly (readonly string[])[];
  readonly minutes?: number;
  readonly created?: boolean;
  /** How often the state is read before it has the output. @default never without */
  readonly without?: number;
}

/** Prepares the zone of a stack; what was done, in order, and how it ended. */
async function prepared({ created = true, dns, known = [], minutes = 0, without = 0 }: World) {
  const did: string[] = [];
  let missing = without;
  const answers = [...dns];
  const place = created ? { name: "example.com", create: true } : { id: "Z1", name: "example.com" };
  const stack = {
    name: "shop",
    configuration,
    site: siteWith({ domain: { name: "www.example.com", zone: place } }),
    state: {
      content: async () => ({
        addresses: new Set(known),
        outputs: missing-- > 0 ? {} : { name_servers: { value: nameServers } },
      }),
    },
    terraform: {
      plan: async ({ target }: { target?: string }) => void did.push(`plan ${target}`),
    },
    apply: async () => {
      did.push("apply");
      return { name_servers: { value: nameServers } };
    },
    say: (text: string) => did.push(text),
    note: () => {},
  } as unknown as InitializedStack;
  const ask = async () => {
    did.push("ask");
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
  };
  const sleep = async (ms: number) => void did.push(`sleep ${ms}`);
  const confirm = async () => void did.push("confirm");
  const ended = prepareZone(stack, folder, { waitDelegation: minutes * 60 }, confirm, { ask, sleep });
  return {
    error: await ended.then(
      () => undefined,
      (error: unknown) => error,
    ),
    did,
  };
}

describe("a zone that a deployment makes", () => {
  test("is made first and alone, and the name servers are told while DNS does not lead to it", async () => {
    const { did, error } = await prepared({ dns: [[]] });
    expect(did).toEqual([`plan ${zone}`, "confirm", "apply", "its zone is there", "ask"]);
    expect(error).toMatchObject({
      code: "DEPLOY_NOT_DELEGATED",
      value: expect.stringContaining(nameServers.join(", ")),
    });
  });

  test("is waited for as long as was asked, and no longer", async () => {
    const { did, error } = await prepared({ known: [zone], dns: [[]], minutes: 1 });
    expect(did).toEqual(["ask", "sleep 30000", "ask", "sleep 30000", "ask"]);
    expect(error).toMatchObject({ code: "DEPLOY_NOT_DELEGATED" });
  });

  test("lets the rest go on once DNS leads to it", async () => {
    const { did, error } = await prepared({ known: [zone], dns: [[], nameServers], minutes: 5 });
    expect(error).toBeUndefined();
    expect(did).toEqual(["ask", "sleep 30000", "ask", "example.com leads to its own name servers"]);
  });

  test("is planned again where a killed run has made it and not written down its name servers", async () => {
    const { did, error } = await prepared({ known: [zone], dns: [nameServers], without: 1 });
    expect(error).toBeUndefined();
    expect(did.slice(0, 3)).toEqual([`plan ${zone}`, "confirm", "apply"]);
  });

  test("is not asked for again once its certificate is valid", async () => {
    expect(await prepared({ known: [zone, validation], dns: [[]] })).toEqual({ did: [], error: undefined });
  });

  test("is no matter of a site whose zone is there", async () => {
    expect(await prepared({ created: false, dns: [[]] })).toEqual({ did: [], error: undefined });
  });
});
