import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePlan } from "../../audit/review/plan";
import { auditSite } from "../../audit/run/audit";
import { readAuditedSite } from "../../audit/run/read";
import { baselineIn, baselineOf, suppressionsIn, withoutKnown } from "../../audit/run/suppressions";
import { inventoryOf } from "../../cost/inventory";
import { resourcesOfPlan } from "../../cost/resources";
import { OutlastError } from "../../errors/outlast-error";
import { loadTerraformAt } from "../../rehearsal/terraform";
import {
  changesBetween,
  readResult,
  renderJunit,
  renderMarkdown,
  renderMissed,
  renderTable,
} from "../../report";
import { monthLike } from "../../traffic/month";
import { parseProfile } from "../../traffic/profile";
import { readTraffic } from "../../traffic/read";
import { mutate } from "./mutate";
import { mutateText } from "./mutate-text";
import type { FuzzTarget } from "./target";
import { configurations, plans } from "./terraform";

const isRefusal = (error: unknown) => error instanceof OutlastError;

/** Does something with a file of that text, in a folder of its own. */
async function withFile(name: string, text: string, work: (file: string, folder: string) => unknown) {
  const folder = mkdtempSync(join(tmpdir(), "outlast-fuzz-"));
  try {
    writeFileSync(join(folder, name), text);
    return await work(join(folder, name), folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a reader says, its refusals too. */
async function said(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

const hcl = "__tests__/fixtures/hcl";

/** Folders in Terraform's own language, as `start` and `audit` read them. */
export const hclFolders: FuzzTarget = {
  seeds: readdirSync(hcl, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tf"))
    .sort()
    .map((name) => readFileSync(join(hcl, name), "utf8")),
  mutate: mutateText,
  read: (text) =>
    withFile("main.tf", text, async (_, folder) => [
      await said(() => loadTerraformAt(folder)),
      await said(async () => auditSite(await readAuditedSite(folder))),
    ]),
  isRefusal,
};

/** Configurations and plans that are audited, and plans of which a month is reckoned. */
export const auditedFiles: FuzzTarget = {
  seeds: [...configurations.seeds, ...plans.seeds],
  read: (text) =>
    withFile("given.json", text, async (file) => [
      await said(() => {
        const { before, after } = resourcesOfPlan(parsePlan(text, file));
        return [inventoryOf(before), inventoryOf(after)];
      }),
      auditSite(await readAuditedSite(file)),
    ]),
  isRefusal,
};

const nothing = { kind: "plan", findings: [], unknown: [], notRead: [], unjudged: [], resources: 0 } as const;

/** Decisions about an audit's findings, and what one found before. */
export const auditDecisions: FuzzTarget = {
  seeds: [
    JSON.stringify([{ rule: "alarm-missing", address: "a.b", reason: "later", until: "2026-12-31" }]),
    baselineOf(nothing),
  ],
  read: (text) =>
    withFile("decisions.json", text, async (file) => [
      await said(() => withoutKnown(nothing, suppressionsIn(file), new Set(), "2026-11-29")),
      await said(() => baselineIn(file)),
    ]),
  isRefusal,
};

const fields = "date time x-edge-location sc-bytes cs-method cs-uri-stem sc-status sc-content-type";
const values = "2026-11-01 10:00:00 FRA56-P1 512 GET /a.html 200 text/html".split(" ");
const asObject = JSON.stringify(Object.fromEntries(fields.split(" ").map((name, at) => [name, values[at]])));
const month = { pageViews: 1, requestsPerView: 1, bytesPerView: 1, hitRatio: 1, areas: {} };

/** Lines of access logs, in the form of either version. */
export const accessLogs: FuzzTarget = {
  seeds: [`#Fields: ${fields}\n${values.join("\t")}\n`, `${asObject}\n`],
  mutate: (seed, random) => (seed.startsWith("{") && random() < 0.8 ? mutate : mutateText)(seed, random),
  read: (text) => withFile("log", text, (file) => readTraffic(file, { k: 1 })),
  isRefusal,
};

/** Profiles of traffic, and the months that are made of them. */
export const trafficProfiles: FuzzTarget = {
  seeds: async () => {
    const { profile } = (await accessLogs.read(`${asObject}\n`)) as Awaited<ReturnType<typeof readTraffic>>;
    return [JSON.stringify(profile)];
  },
  read(text) {
    const like = monthLike(parseProfile(text, "profile.json"), month);
    if (!Object.values(like).every((value) => typeof value === "object" || Number.isFinite(value)))
      throw new Error(`a month of ${JSON.stringify(like)}`);
  },
  isRefusal,
};

const kept = readFileSync("__tests__/fixtures/drill-results/v1.json", "utf8");

/** Results of drills that were kept, which the job that comments on a pull request takes from another's. */
export const drillResults: FuzzTarget = {
  seeds: [kept],
  read(text) {
    const result = readResult(text, "result.json");
    const changes = changesBetween(readResult(kept, "kept.json"), result);
    return [renderMarkdown(result, changes), renderMissed(result), renderJunit(result), renderTable(result)];
  },
  isRefusal,
};
