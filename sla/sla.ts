import { resolve } from "node:path";
import type { Project, SiteConfig } from "../config";
import { OutlastError } from "../errors/outlast-error";
import { drillContent } from "../rehearsal/drill/content/content";
import { prepareSite } from "../rehearsal/drill/site";
import { type GivenProfile, givenTraffic } from "../rehearsal/drill/traffic/given";
import { type CarriedClass, carriedClasses } from "./carrying";
import { availabilityOf, minutesLost, type SlaTerm, termsOfWay } from "./formulas";
import { type MeasuredBefore, type MeasuredSite, measuredOnce, measureSite } from "./measure";
import { type SettingEffect, settingEffects, triedSite } from "./sensitivity";
import { serviceLevels } from "./services";
import { ownDrilledSite, waysBeside } from "./ways";

/** A way to keep a site, with what it promises. */
export interface SlaColumn {
  readonly name: string;
  readonly title: string;
  readonly terms: readonly SlaTerm[];
  readonly availability: number;
  /** Minutes a month. */
  readonly minutes: number;
  readonly measured: MeasuredSite;
}

/** Everything that `outlast sla` says of a site. */
export interface SlaReport {
  readonly version: 1;
  readonly site: string;
  readonly seed: string;
  /** The site's own is the last. */
  readonly columns: readonly SlaColumn[];
  readonly carried: readonly CarriedClass[];
  readonly settings: readonly SettingEffect[];
  /** The term that costs the most minutes. */
  readonly weakest: SlaTerm;
  /** Share that is wanted. */
  readonly objective?: number;
  readonly revenuePerHour?: number;
}

/** What a report is made for. */
export interface SlaWanted {
  readonly project: Project;
  readonly config: SiteConfig;
  /** The folder that content is relative to. */
  readonly root: string;
  readonly seed: string;
  readonly objective?: number;
  readonly revenuePerHour?: number;
  /** @default - made up */
  readonly traffic?: GivenProfile;
  /**
   * By way and setting, what was measured with this seed of this site, whatever logs say of its traffic: that changes what
   * is reckoned of drills, and none of them but what caches carry. What is not in it is measured, and added.
   *
   * @default - everything is measured
   */
  readonly measured?: MeasuredBefore;
  /** Hears of each part before it is measured. */
  readonly onPart?: (part: string) => void;
}

/** Measures a site and the ways beside it, and reckons the month of each. */
export async function slaReport(wanted: SlaWanted): Promise<SlaReport> {
  const { project, root, seed, measured: before = new Map(), onPart = () => {} } = wanted;
  const traffic = wanted.traffic && givenTraffic(wanted.traffic, []);
  const config = wanted.traffic ? likeLogs(wanted.config, wanted.traffic.profile) : wanted.config;
  const content = await drillContent(resolve(root, config.content.folder), config);
  try {
    const columns: SlaColumn[] = [];
    for (const way of waysBeside()) {
      onPart(way.title);
      const measured = await measuredOnce(before, way.name, async () =>
        measureSite(await prepareSite(way, content, seed), seed, way.evacuatesAfter),
      );
      columns.push(
        columnOf(
          way.name,
          way.title,
          termsOfWay({ ownName: true, lambdaShare: 0, carried: measured }, serviceLevels),
          measured,
        ),
      );
    }
    onPart(config.name);
    const site = await prepareSite(ownDrilledSite(project, config), content, seed);
    const problems = traffic?.problemsAt(site) ?? [];
    if (problems.length > 0) throw new OutlastError(problems);
    const measured = await measuredOnce(before, "own", () => measureSite(site, seed));
    const own = columnOf(
      config.name,
      `${config.name}, as it is configured`,
      ownTerms(config, measured),
      measured,
    );
    const guarded: SiteConfig = { ...config, failover: { ...config.failover, automatic: true } };
    const watched = config.failover.automatic === false ? triedSite(project, guarded) : undefined;
    if (watched !== undefined) {
      onPart("with the sentinel");
      const seen = await measuredOnce(before, "sentinel", async () =>
        measureSite(await prepareSite(watched, content, seed), seed),
      );
      columns.push(columnOf("sentinel", `${config.name}, with the sentinel`, ownTerms(guarded, seen), seen));
    }
    onPart("what caches carry");
    const carried = await carriedClasses(site, config, seed, traffic?.model);
    onPart("settings");
    const reckon = (other: SiteConfig, of: MeasuredSite) => minutesLost(availabilityOf(ownTerms(other, of)));
    const settings = await settingEffects(
      project,
      config,
      content,
      { minutes: own.minutes, measured },
      reckon,
      seed,
      before,
    );
    const [weakest] = own.terms.toSorted((a, b) => b.minutes - a.minutes);
    return {
      ...{ version: 1, site: config.name, seed, carried, settings, columns: [...columns, own] },
      weakest: weakest as SlaTerm,
      ...(wanted.objective !== undefined && { objective: wanted.objective }),
      ...(wanted.revenuePerHour !== undefined && { revenuePerHour: wanted.revenuePerHour }),
    };
  } finally {
    content.close();
  }
}

/** Whether the site's promise is what is wanted. */
export function meetsObjective({ columns, objective }: Pick<SlaReport, "columns" | "objective">): boolean {
  return objective === undefined || (columns.at(-1)?.availability ?? 0) >= objective;
}

function columnOf(name: string, title: string, terms: readonly SlaTerm[], measured: MeasuredSite): SlaColumn {
  const availability = availabilityOf(terms);
  return { name, title, terms, availability, minutes: minutesLost(availability), measured };
}

/** The config with what logs say in the place of what it takes for granted. */
function likeLogs(config: SiteConfig, { hitRatio }: GivenProfile["profile"]): SiteConfig {
  return { ...config, month: { ...config.month, hitRatio } };
}

/** The header function runs for what CloudFront asks S3 for. */
function ownTerms({ domain, headers, month }: SiteConfig, carried: MeasuredSite): SlaTerm[] {
  const runs = headers.runtime === "lambda-at-edge" && (headers.rules.length > 0 || headers.inlineHashes);
  const facts = { ownName: domain !== undefined, lambdaShare: runs ? 1 - month.hitRatio : 0, carried };
  return termsOfWay(facts, serviceLevels);
}
