import type { Project, SiteConfig } from "../config";
import { OutlastError } from "../errors/outlast-error";
import type { DrillContent } from "../rehearsal/drill/content/content";
import { prepareSite } from "../rehearsal/drill/site";
import { type MeasuredBefore, type MeasuredSite, measuredOnce, measureSite } from "./measure";
import { settingsToTry } from "./settings";
import { ownDrilledSite } from "./ways";

/** What one setting does to the month, found by trying it. */
export interface SettingEffect {
  readonly setting: string;
  /** Minutes a month that are won; below 0, lost. */
  readonly minutes: number;
  /** Milliseconds that the longest wait of a region's outage grows by; below 0, it is shorter. */
  readonly wait: number;
}

/** What the month of a config is reckoned with. */
export interface Reckoned {
  readonly minutes: number;
  readonly measured: MeasuredSite;
}

/**
 * Tries each setting alone on the virtual clock. One that the site refuses is left out.
 *
 * @param reckon minutes that a month of this config loses, with what was measured of it
 */
export async function settingEffects(
  project: Project,
  config: SiteConfig,
  content: DrillContent,
  now: Reckoned,
  reckon: (config: SiteConfig, measured: MeasuredSite) => number,
  seed: string,
  before: MeasuredBefore,
): Promise<SettingEffect[]> {
  const effects: SettingEffect[] = [];
  for (const { config: other, setting } of settingsToTry(config)) {
    const measured = await measuredOnce(before, setting, async () => {
      const site = triedSite(project, other);
      return site && measureSite(await prepareSite(site, content, seed), seed);
    });
    if (measured === undefined) continue;
    effects.push({
      setting,
      minutes: now.minutes - reckon(other, measured),
      wait: longestWait(measured) - longestWait(now.measured),
    });
  }
  return effects.toSorted((a, b) => b.minutes - a.minutes || a.wait - b.wait);
}

/** The project's site with another config; undefined where it refuses that. */
export function triedSite(project: Project, config: SiteConfig) {
  try {
    return ownDrilledSite(project, config);
  } catch (error) {
    if (error instanceof OutlastError) return undefined;
    throw error;
  }
}

function longestWait({ outages }: MeasuredSite): number {
  return Math.max(0, ...outages.map((outage) => outage.longestWait));
}
