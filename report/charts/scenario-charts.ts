import type { ScenarioResult } from "../../rehearsal/drill/result";
import { shownCount, shownShare } from "../format";
import { type KeyedDrawing, latency } from "./latency";
import { type Layer, stacked } from "./stacked";

/** Looks that the style sheet has for things that have no colour of their own. */
const looks = 6;

/** The drawings of a scenario: what a report and whoever else shows one have in common. */
export function scenarioCharts(scenario: ScenarioResult): KeyedDrawing[] {
  const { measures, series } = scenario;
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const layer = (name: string, look: string, values: readonly number[]): Layer => ({ name, look, values });
  const named = (all: Readonly<Record<string, readonly number[]>>) =>
    Object.entries(all).map(([name, values], at) => layer(name, `series-${at % looks}`, values));
  const requests = Object.entries(measures.origins).map(
    ([id, { failures, requests }]) =>
      `${id} was asked ${shownCount(requests)} times and failed ${shownCount(failures)} times`,
  );
  return [
    stacked(scenario, {
      title: "Page views by outcome",
      description: `${shownCount(sum(series.right))} page views were right, ${shownCount(sum(series.stale))} were shown older content, ${shownCount(sum(series.wrong))} went wrong: ${shownShare(measures.availability)} available.`,
      layers: [
        layer("right", "right", series.right),
        layer("older content", "stale", series.stale),
        layer("wrong", "wrong", series.wrong),
      ],
    }),
    latency(scenario),
    stacked(scenario, {
      title: "Requests to origins",
      description: requests.length === 0 ? "No origin was asked." : `${requests.join("; ")}.`,
      layers: named(series.origins),
    }),
    stacked(scenario, {
      title: "How answers came about",
      description: `Answers by X-Cache: ${Object.entries(series.cache)
        .map(([name, values]) => `${shownCount(sum(values))} ${name}`)
        .join(", ")}.`,
      layers: named(series.cache),
    }),
  ];
}
