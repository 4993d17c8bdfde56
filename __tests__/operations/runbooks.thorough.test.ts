import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateKeyValueStoreCommand } from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { outlast } from "../../cli/program";
import { healthKeys, healthPaths } from "../../facts/site/health";
import { settingsText, settingsVariable } from "../../facts/site/sentinel-settings";
import { canaryKeys, type Side } from "../../facts/site/switch";
import { renderSheet } from "../../operations/contact/sheet";
import type { SiteOutputs } from "../../operations/outputs";
import { handler } from "../../switch/sentinel/handler";
import { createKeyValueStoreClient, SwitchStore } from "../../switch/switch-store";
import { startTestCloud } from "../rehearsal/cloud/support/test-cloud";
import { commandsOf, wordsOf } from "../support/page-commands";
import { type PartialAws, startPartialAws } from "../support/partial-aws";
import { outputsOf } from "../support/site-outputs";
import { stubEndpoint } from "../support/stub-endpoint";

/**
 * What the runbooks print, run as they print it: by the verbs in this process, beside an AWS in memory whose two buckets
 * are one, so that what one holds the other does at once.
 */
const regions = { primary: "us-west-2", replica: "eu-west-1" };

let local: Awaited<ReturnType<typeof startTestCloud>>;
let aws: PartialAws;
let folders: string;

beforeAll(async () => {
  folders = mkdtempSync(join(tmpdir(), "outlast-runbooks-"));
  local = await startTestCloud();
  aws = await startPartialAws(local.cloud.url);
  stubEndpoint(aws.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  rmSync(folders, { recursive: true, force: true });
  await aws.close();
  await local.close();
});

interface Called {
  readonly exitCode: number;
  readonly said: string;
}

/** A site that was released twice, and a shell beside it. */
class Site {
  readonly outputs: SiteOutputs;
  /** What CloudFront gets no answer of. */
  readonly failing = new Set<Side>();
  readonly #folder = mkdtempSync(join(folders, "site-"));
  readonly #sheet = `${this.#folder}.json`;
  readonly #edge: Server;

  private constructor(outputs: SiteOutputs, edge: Server) {
    this.outputs = outputs;
    this.#edge = edge;
  }

  static async released(name: string): Promise<Site> {
    const made = await local.client.send(new CreateKeyValueStoreCommand({ Name: name }));
    const bucket = { name: `docs-${name}` };
    const edge = createServer(({ url }, response) => {
      const side = url === healthPaths.primary ? "primary" : "replica";
      if (site.failing.has(side)) response.writeHead(504).end();
      else response.end(aws.bucket(bucket.name).get(healthKeys[side])?.body ?? "{}");
    });
    await new Promise<void>((resolve) => edge.listen(0, "127.0.0.1", resolve));
    const outputs = outputsOf("E1", {
      ...{
        key_value_store_arn: made.KeyValueStore?.ARN ?? "",
        sentinel: { name: "docs-sentinel", region: regions.replica },
      },
      buckets: {
        primary: { ...bucket, region: regions.primary },
        replica: { ...bucket, region: regions.replica },
      },
    });
    const site = new Site(outputs, edge);
    const definition = { name: "docs", regions, replication: { twoWay: true } };
    writeFileSync(site.#sheet, renderSheet({ definition, outputs }));
    aws.answers("lambda", (event) => site.lambda(event));
    for (const text of ["one", "two"]) {
      site.write(text);
      expect(await site.run("release dist")).toEqual({ exitCode: 0, said: expect.any(String) });
    }
    return site;
  }

  write(text: string): void {
    writeFileSync(join(this.#folder, "index.html"), text);
  }

  get page(): string {
    return String(aws.bucket(this.outputs.buckets.replica.name).get("index.html")?.body);
  }

  /** What Lambda answers, with what it would find in its environment. */
  async lambda(event: string): Promise<string> {
    const { buckets, key_value_store_arn: arn } = this.outputs;
    const variables = {
      [settingsVariable]: settingsText({ period: 60, failures: 3, healthyFor: 900, throwsPerHour: 4 }),
      ...{ STORE_ARN: arn, OUTLAST_EDGE: this.#address, HOST: "docs.example.org", SITE: "docs" },
      ...{ PRIMARY_REGION: regions.primary, PRIMARY_BUCKET: buckets.primary.name },
      ...{ REPLICA_REGION: regions.replica, REPLICA_BUCKET: buckets.replica.name },
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const keys = () => new SwitchStore(arn).read();
    const before = await keys();
    const answer = await handler(JSON.parse(event));
    const canary = await new SwitchStore(arn, createKeyValueStoreClient(), canaryKeys).read();
    expect([await keys(), canary]).toEqual([before, { side: "primary", audit: [] }]);
    return JSON.stringify(answer);
  }

  get #address(): string {
    return `http://127.0.0.1:${(this.#edge.address() as AddressInfo).port}`;
  }

  /** What a page prints, at this site, and without a question. */
  async run(command: string): Promise<Called> {
    const program = outlast([]);
    const [verb = "", ...words] = wordsOf(command.replace(/ --site \S+/, ""));
    const known = program.commands.find((one) => one.name() === verb);
    const added: Readonly<Record<string, readonly string[]>> = {
      "--outputs": ["--outputs", this.#sheet, "--site", "docs"],
      "--url": ["--url", this.#address],
      "--yes": ["--yes"],
    };
    const more = known?.options.flatMap(({ long }) => added[long ?? ""] ?? []) ?? [];
    const places: Readonly<Record<string, string>> = {
      dist: this.#folder,
      mirror: `${this.#folder}-mirror`,
    };
    const given = words.map((word) => places[word] ?? word.replaceAll('"', ""));
    const said: string[] = [];
    const hear = (...texts: unknown[]) => void said.push(texts.join(" "));
    const spies = [
      vi.spyOn(console, "log").mockImplementation(hear),
      vi.spyOn(console, "error").mockImplementation(hear),
      vi.spyOn(process.stdout, "write").mockImplementation((text) => said.push(String(text)) > 0),
      vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0),
    ];
    process.exitCode = 0;
    try {
      await program.parseAsync(["node", "outlast", verb, ...given, ...more]);
      return { exitCode: Number(process.exitCode), said: said.join("\n") };
    } finally {
      process.exitCode = 0;
      for (const spy of spies) spy.mockRestore();
    }
  }

  [Symbol.dispose](): void {
    this.#edge.close();
  }
}

/** A command as its page prints it, how it ends, what it says, what has happened before it, and the page that is there then. */
type Step = readonly [
  command: string,
  exitCode: number,
  says: RegExp,
  before?: ((site: Site) => void) | undefined,
  page?: string,
];

const at = "--site www.example.com";
const status = `status ${at}`;
const drill = (...scenarios: readonly string[]) => ["drill", ...scenarios].join(" ");
const primaryFails = (site: Site) => void site.failing.add("primary");
const primaryIsBack = (site: Site) => site.failing.clear();
const evacuated = /docs: the replica is asked first, at every edge within seconds/;
const returned = /docs: the primary is asked first, at every edge within seconds/;
const live = /release \S+ is live at/;
const back = /\d{8}T\d+/;
/** And what cannot be known here, since CloudWatch refuses. */
const wrong = /WRONG {2}origin-primary +answers 504.*WRONG {2}sentinel +unknown: /s;
const outage: readonly Step[] = [
  [status, 1, wrong, primaryFails],
  [`evacuate ${at} --reason "S3 in eu-central-1 answers 503"`, 0, evacuated],
  [`return ${at} --reason "eu-central-1 is back"`, 1, /SWITCH_NOT_READY/],
  [`return ${at} --reason "eu-central-1 is back"`, 0, returned, primaryIsBack],
];
/** The primary's region takes no connection from now on, or takes them again. */
const lost = (site: Site) => {
  primaryFails(site);
  aws.silence(({ region, service }) => service === "s3" && region === regions.primary, "hangs up");
};
const found = (site: Site) => {
  primaryIsBack(site);
  aws.silence(() => false);
};

const runHere: Readonly<Record<string, readonly Step[]>> = {
  "bad-release": [
    [`releases ${at}`, 0, /\d{8}T\d+/],
    [`rollback ${at}`, 0, back, undefined, "one"],
  ],
  "both-fail": [
    [
      drill("both-regions-warm", "both-regions-cold", "both-regions-maintenance"),
      0,
      /1 held, 1 beyond, 1 skipped/,
    ],
    [status, 1, wrong, primaryFails],
    [
      `evacuate ${at} --reason "eu-west-1 is back first" --anyway`,
      ...([0, evacuated] as const),
      (site) => void site.failing.add("replica"),
    ],
  ],
  certificate: [[status, 1, /delegation|origin-primary/]],
  "edge-down": [
    [drill("cloudflare-2025", "cloudfront-dns-2026"), 0, /2 beyond/],
    [status, 1, wrong, primaryFails],
    [`mirror ${at} --out mirror`, 0, /1 files of release \S+, from the primary/],
    ["release", 0, live],
  ],
  incident: [
    ...outage,
    [`evacuate --reason "a drill"`, 0, evacuated],
    ["release --to replica --no-wait", 0, live],
    ["rollback --to replica --no-wait", 0, back, undefined, "two"],
    [`return --reason "the drill is over"`, 0, returned],
    ["contact-sheet", 0, /"docs"/],
  ],
  "primary-fails": outage,
  "region-lost": [
    [`promote ${at} --dry-run`, 0, /1\. visitors are sent.*2\. .*record counts.*nothing was changed/s, lost],
    [`promote ${at} --reason "eu-central-1 is gone"`, 0, /promoted/],
    [
      `promote ${at} --reason "eu-central-1 is gone" --replica eu-north-1`,
      ...([0, /to be written into site\.config\.ts, for docs:\n {2}regions: \{/] as const),
    ],
    ["release dist --to replica", 0, live, (site) => site.write("three"), "three"],
    ["rollback --to replica", 0, back, undefined, "two"],
    [`reconcile --to primary ${at}`, 0, /replica/, found],
    [`promote --undo ${at}`, 0, /releases go to the primary again/],
    [`return ${at} --reason "eu-central-1 is back"`, 0, returned],
    ["reconcile --to replica", 0, /regions/],
  ],
  sentinel: [
    [`evacuate ${at} --reason "S3 answers, and nobody believes it" --hold`, 0, /held until thrown/],
    [`return ${at} --reason "the replica is being rebuilt" --hold 2h`, 0, /held until \d{4}-/],
    [`sentinel off ${at} --reason "a game day"`, 0, /the sentinel is off/],
    [`sentinel on ${at} --reason "the game day is over"`, 0, /the sentinel is on/],
    [
      `sentinel test ${at}`,
      0,
      /the sentinel of eu-west-1 throws and returns; visitors met nothing of it\n {2}nothing: .*\n {2}evacuate: /,
    ],
    [
      `sentinel test ${at}`,
      1,
      /the sentinel of eu-west-1 does not throw\n.*the replica answers 504/s,
      (site) => void site.failing.add("replica"),
    ],
    ["cost", 0, /outlast-example/],
  ],
  "us-east-1-down": [[drill("us-east-1-control-planes-2025"), 0, /1 held/]],
};

/** What needs Terraform, Ctrl-C or the whole of AWS, as it is printed: the file and the test that run it, and how. */
const runThere: Readonly<Record<string, readonly [file: string, test: string, how: string]>> = {
  bootstrap: [
    "e2e/promote.test.ts",
    "is bootstrapped, deployed and released before, and served by its replica after",
    '["bootstrap", "deploy", "release"]',
  ],
  "bootstrap --adopt": [
    "e2e/promote.test.ts",
    "outlives the region of its state and its primary at once",
    'done("bootstrap", "--adopt", "--yes")',
  ],
  cloud: [
    "e2e/cloud-life.test.ts",
    "deploys, releases and verifies every page before it says that it is ready",
    '"bin/outlast.mjs", "cloud"',
  ],
  deploy: ["e2e/promote.test.ts", "leaves nothing to plan", 'done("deploy", "--yes")'],
  "deploy --adopt": [
    "e2e/promote.test.ts",
    "takes its old bucket for the replica once the region is back",
    'done("deploy", "--adopt", "--yes")',
  ],
  doctor: [
    "e2e/cloud-life.test.ts",
    "has a doctor who finds nothing in the way of its site",
    'outlast("doctor")',
  ],
  drift: [
    "e2e/ci-workflows.test.ts",
    "drift that was made by hand opens an issue, which is closed when it is gone",
    'run("drift.yml", "drift"',
  ],
  "fault primary 503": [
    "e2e/cloud-life.test.ts",
    "serves pages from the replica while somebody has broken the primary",
    'outlast("fault", "primary", "503")',
  ],
  start: ["e2e/start.test.ts", "takes keys on a terminal", "new Started([]"],
  [`verify ${at}`]: [
    "e2e/ci-workflows.test.ts",
    "drift that was made by hand opens an issue, which is closed when it is gone",
    "npx outlast verify: success",
  ],
  "verify http://192.0.2.7 --site docs": [
    "e2e/cloud-deployment.test.ts",
    "goes on as docs/first-deployment.md walks it",
    "verify: [address]",
  ],
};

describe("what a runbook prints is run as it is printed", () => {
  const pages = readdirSync("docs/runbooks").map((page) => page.replace(/\.md$/, ""));

  test.each(pages)("%s has no command that is run nowhere", (page) => {
    const printed = commandsOf(`docs/runbooks/${page}.md`).map((command) => command.replace(/ --watch$/, ""));
    const here = new Set((runHere[page] ?? []).map(([command]) => command));
    expect(printed.filter((command) => !here.has(command) && runThere[command] === undefined)).toEqual([]);
    expect([...here].filter((command) => !printed.includes(command))).toEqual([]);
  });

  test.each(Object.entries(runThere))("%s is run where it is said to be", (command, [file, test, how]) => {
    expect(pages.flatMap((page) => commandsOf(`docs/runbooks/${page}.md`))).toContain(command);
    const text = readFileSync(join("__tests__", file), "utf8");
    expect([text.includes(`"${test}`), text.includes(how)]).toEqual([true, true]);
  });

  test.each(Object.entries(runHere))("%s", { timeout: 120_000 }, async (name, steps) => {
    using site = await Site.released(name);
    for (const [command, exitCode, says, before, page = expect.any(String)] of steps) {
      before?.(site);
      expect({ command, ...(await site.run(command)), page: site.page }).toEqual({
        ...{ command, exitCode, said: expect.stringMatching(says), page },
      });
    }
  });
});
