import type { TrafficProfile } from "../../traffic/profile";

/** A profile as a person reads it, with what was read for it. */
export function renderProfile(profile: TrafficProfile, summary: string): string {
  const number = (value: number) => Math.round(value).toLocaleString("en-US");
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const most = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 8)
      .map(([name, value]) => `${name} ${percent(value / profile.requests)}`)
      .join(", ");
  return [
    `${number(profile.requests)} requests from ${profile.from}h to ${profile.to}h UTC, ${number(profile.pageViews)} page views, ${number(profile.bots)} requests of bots`,
    `${percent(profile.hitRatio)} answered by CloudFront alone, ${percent(profile.conditional)} not modified, ${percent(profile.ranges)} parts`,
    `statuses: ${most(profile.statuses)}`,
    `locations: ${most(profile.locations)}`,
    `devices: ${most(profile.devices)}`,
    ...(profile.countries ? [`countries: ${most(profile.countries)}`] : []),
    ...(profile.distributions ? [`distributions: ${most(profile.distributions)}`] : []),
    ...profile.paths
      .slice(0, 10)
      .map(({ path, requests }) => `  ${percent(requests / profile.requests).padStart(7)}  ${path}`),
    ...(profile.unreached ? [unreached(profile.unreached)] : []),
    summary,
    "",
  ].join("\n");
}

function unreached(paths: readonly string[]): string {
  const more = paths.length > 10 ? ` and ${paths.length - 10} more` : "";
  return `nobody asked for ${paths.length} paths${paths.length > 0 ? `: ${paths.slice(0, 10).join(", ")}${more}` : ""}`;
}
