import { createServer, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { CreateKeyValueStoreCommand } from "@aws-sdk/client-cloudfront";
import fc from "fast-check";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { healthKeys, healthPaths, healthText } from "../../../facts/site/health";
import { settingsText, settingsVariable } from "../../../facts/site/sentinel-settings";
import { auditKey, type Side, sideOf, switchKey } from "../../../facts/site/switch";
import {
  type AuditLine,
  lineAfter,
  parseAudit,
  renderAudit,
  type SwitchState,
} from "../../../facts/site/switch-record";
import { sentinelArchive } from "../../../modules/edge-bundle";
import type { Rehearsal } from "../../../rehearsal/assembly/rehearsal";
import { rehearsedSentinel } from "../../../rehearsal/assembly/rehearsed-sentinel";
import type { SentinelReport } from "../../../switch/sentinel/sentinel";
import { createKeyValueStoreClient, SwitchStore } from "../../../switch/switch-store";
import { startTestCloud } from "../../rehearsal/cloud/support/test-cloud";
import { begin, minute, settings } from "./support";

/**
 * The archive that is deployed, run over HTTP as Lambda has it, beside what a drill runs: the same histories, on clocks
 * that jump alike, and the same decisions, reasons and records of the switch.
 */
const numRuns = Number(process.env.OUTLAST_RUNS ?? 8);

const sides = ["primary", "replica"] as const;
const ways = ["direct", "edge"] as const;
/** A release that is there, a status, a connection that breaks off, or bytes that are no document. */
type Answer = { readonly release: string } | { readonly status: number } | "broken" | "bytes";
type World = Readonly<Record<(typeof ways)[number], Readonly<Record<Side, Answer>>>>;

const answer = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Answer>({ release: "r1" }, { release: "r1" }, { release: "r2" }) },
  { weight: 3, arbitrary: fc.constantFrom<Answer>({ status: 503 }, { status: 503 }, "broken") },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Answer>({ status: 403 }, { status: 404 }, { release: "" }, "bytes"),
  },
);
const both = fc.record({ primary: answer, replica: answer });
const world: fc.Arbitrary<World> = fc.oneof(
  { weight: 3, arbitrary: both.map((edge) => ({ direct: edge, edge })) },
  { weight: 1, arbitrary: fc.record({ direct: both, edge: both }) },
);
const person = fc.constantFrom("evacuate", "return", "off", "on", "restart", undefined, undefined, undefined);
const episode = fc.record({ world, minutes: fc.integer({ min: 1, max: 18 }), person });

let local: Awaited<ReturnType<typeof startTestCloud>>;
let code: string;
let now: World;
const server = createServer(({ url = "" }, response) => {
  const [side, way] = sides.flatMap((one) => [
    ...(url === healthPaths[one] ? ([[one, "edge"]] as const) : []),
    ...(url.startsWith(`/shop-${one}/${healthKeys[one]}`) ? ([[one, "direct"]] as const) : []),
  ])[0] ?? ["primary", undefined];
  if (way === undefined) response.writeHead(500).end();
  else reply(response, side, now[way][side]);
});

function reply(response: ServerResponse, side: Side, given: Answer): void {
  if (given === "broken") response.socket?.destroy();
  else if (given === "bytes") response.end("bytes");
  else if ("status" in given) response.writeHead(given.status).end();
  else response.end(documentOf(side, given.release));
}

function documentOf(role: Side, release: string): string {
  return healthText({ role, region: `${role}-region`, release });
}

beforeAll(async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "a");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b");
  local = await startTestCloud();
  code = new TextDecoder().decode(unzipSync(sentinelArchive().zip)["index.js"]);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  await local.close();
});

type Told = Pick<SentinelReport, "decision">;

/** What a sentinel has done, in words that do not depend on how a connection broke. */
function told({ at, concern, decision, reason, side, sights }: SentinelReport): Told {
  return JSON.parse(
    JSON.stringify({ at, concern, decision, reason, side, sights }).replace(
      /does not answer \([^)]*\)/g,
      "does not answer",
    ),
  );
}

/** Sleeps of the sentinel's own jump; what waits for a region that says nothing waits for ever. */
const jump = 10_000;
const patience = 1_000;

/** The deployed archive, with the clock, the timers and the environment that Lambda would give it. */
function deployed(arn: string, clock: { now: number }, tell: (report: SentinelReport) => void) {
  const { port } = server.address() as AddressInfo;
  const env = {
    ...{
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      SITE: "shop",
      HOST: "shop",
    },
    ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, OUTLAST_EDGE: `http://127.0.0.1:${port}` },
    ...{ AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: local.cloud.url, STORE_ARN: arn },
    ...{ PRIMARY_BUCKET: "shop-primary", PRIMARY_REGION: "eu-central-1" },
    ...{ REPLICA_BUCKET: "shop-replica", REPLICA_REGION: "eu-west-1" },
    [settingsVariable]: settingsText(settings),
  };
  const write = (line: string) => {
    const { _aws, Site, Concern, ...report } = JSON.parse(line);
    tell({ ...report, concern: Concern });
  };
  class JumpingDate extends Date {
    static override now = () => clock.now;
    constructor(given: number | string = clock.now) {
      super(given);
    }
  }
  const timer = (work: () => void, ms = 0) => {
    if (ms < patience) return setTimeout(work, ms);
    if (ms < jump) return setTimeout(() => {}, 0);
    clock.now += ms;
    return setTimeout(work, 0);
  };
  const signals = { timeout: () => new AbortController().signal };
  const module = { exports: {} as { handler: () => Promise<void> } };
  const names = ["module", "exports", "require", "process", "Date", "setTimeout", "AbortSignal"];
  const own = {
    ...{ env: { value: env }, stdout: { value: { write } } },
    // Which Node its SDK would like is nothing that a test says.
    emitWarning: { value: () => {} },
  };
  const values = [
    ...[module, module.exports, createRequire(import.meta.url)],
    ...[Object.create(process, own), JumpingDate, timer, signals],
  ];
  new Function(...names, code)(...values);
  return module.exports.handler;
}

/** What a drill runs of it. */
function rehearsed(
  clock: { now: number },
  state: { now: SwitchState },
  tell: (report: SentinelReport) => void,
) {
  const given = (side: Side, way: (typeof ways)[number]) => now[way][side];
  const rehearsal = {
    clock: {
      now: () => clock.now,
      sleep: (ms: number) => {
        if (ms < jump) return new Promise(() => {});
        clock.now += ms;
        return Promise.resolve();
      },
    },
    switchState: () => state.now,
    throwSwitch: (line: AuditLine) => write(state, line),
    bucketsOfSide: (side: Side) => [side],
    regions: {
      bucket: (side: Side) => ({
        async get() {
          const one = given(side, "direct");
          if (one === "broken") throw new Error("ECONNRESET");
          if (one !== "bytes" && "status" in one) throw Object.assign(new Error(), { status: one.status });
          const text = one === "bytes" ? one : documentOf(side, one.release);
          return { content: { body: new TextEncoder().encode(text) } };
        },
      }),
    },
    watchingEdge: {
      async handle({ path }: { readonly path: string }) {
        const side = path === healthPaths.primary ? "primary" : "replica";
        const one = given(side, "edge");
        if (one === "broken") throw new Error("ECONNRESET");
        const text = one === "bytes" ? one : "status" in one ? "" : documentOf(side, one.release);
        const status = one !== "bytes" && "status" in one ? one.status : 200;
        return { status, body: new TextEncoder().encode(text) };
      },
    },
  } as unknown as Rehearsal;
  const sentinel = rehearsedSentinel({
    ...{ rehearsal, part: {} as Rehearsal["site"], host: "shop", tell },
    loaded: { region: "eu-west-1", settings },
  });
  return () => sentinel?.run();
}

function write(state: { now: SwitchState }, line: AuditLine): void {
  const { audit } = state.now;
  state.now = { side: line.side, audit: parseAudit(renderAudit([lineAfter(audit, line), ...audit])) };
}

it("the archive that is deployed decides, says and records what a drill of it does, whatever happens", async () => {
  let stores = 0;
  const met = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(episode, { minLength: 3, maxLength: 8 }), async (episodes) => {
      const made = await local.client.send(new CreateKeyValueStoreCommand({ Name: `shop-${stores++}` }));
      const arn = made.KeyValueStore?.ARN ?? "";
      const store = new SwitchStore(arn, createKeyValueStoreClient(local.cloud.url));
      const said = { deployed: [] as Told[], rehearsed: [] as Told[] };
      const clocks = { deployed: { now: begin }, rehearsed: { now: begin } };
      const state = { now: { side: "primary", audit: [] } as SwitchState };
      const start = () => ({
        deployed: deployed(arn, clocks.deployed, (report) => said.deployed.push(told(report))),
        rehearsed: rehearsed(clocks.rehearsed, state, (report) => said.rehearsed.push(told(report))),
      });
      let run = start();
      for (const { world, minutes, person } of episodes) {
        now = world;
        for (let i = 0; i < minutes; i++) {
          const next = clocks.deployed.now + minute;
          await run.deployed();
          await run.rehearsed();
          expect(said.deployed).toEqual(said.rehearsed);
          expect(clocks.deployed).toEqual(clocks.rehearsed);
          const values = local.cloud.keyValueStore(arn);
          expect({
            side: sideOf(values?.get(switchKey)),
            audit: parseAudit(values?.get(auditKey)),
          }).toEqual(state.now);
          for (const clock of Object.values(clocks)) clock.now = Math.max(clock.now, next);
        }
        if (person === "restart") run = start();
        else if (person !== undefined) {
          const side = person === "evacuate" ? "replica" : person === "return" ? "primary" : state.now.side;
          const order = person === "on" || person === "off" ? { order: true, sentinel: person } : {};
          const at = new Date(clocks.deployed.now).toISOString();
          const line = { side, at, by: "ann", reason: person, ...order } as AuditLine;
          expect(await store.write(line, state.now)).toBeUndefined();
          write(state, line);
        }
      }
      for (const { decision } of said.deployed) met.add(decision);
    }),
    { numRuns },
  );
  expect([...met].sort()).toEqual(["evacuate", "nothing", "return"]);
});
