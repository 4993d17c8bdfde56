import { awsRegions, regionsByDefault } from "../facts/aws-regions";

/** City that AWS names the region after, and where that is: degrees north, degrees east. */
const places: Readonly<Record<string, readonly [city: string, north: number, east: number]>> = {
  "af-south-1": ["Cape Town", -34, 18],
  "ap-east-1": ["Hong Kong", 22, 114],
  "ap-east-2": ["Taipei", 25, 122],
  "ap-northeast-1": ["Tokyo", 36, 140],
  "ap-northeast-2": ["Seoul", 38, 127],
  "ap-northeast-3": ["Osaka", 35, 135],
  "ap-south-1": ["Mumbai", 19, 73],
  "ap-south-2": ["Hyderabad", 17, 78],
  "ap-southeast-1": ["Singapore", 1, 104],
  "ap-southeast-2": ["Sydney", -34, 151],
  "ap-southeast-3": ["Jakarta", -6, 107],
  "ap-southeast-4": ["Melbourne", -38, 145],
  "ap-southeast-5": ["Malaysia", 3, 102],
  "ap-southeast-6": ["New Zealand", -37, 175],
  "ap-southeast-7": ["Thailand", 14, 101],
  "ca-central-1": ["Montreal", 46, -74],
  "ca-west-1": ["Calgary", 51, -114],
  "eu-central-1": ["Frankfurt", 50, 9],
  "eu-central-2": ["Zurich", 47, 8],
  "eu-north-1": ["Stockholm", 59, 18],
  "eu-south-1": ["Milan", 45, 9],
  "eu-south-2": ["Spain", 42, -1],
  "eu-west-1": ["Ireland", 53, -6],
  "eu-west-2": ["London", 52, 0],
  "eu-west-3": ["Paris", 49, 2],
  "il-central-1": ["Tel Aviv", 32, 35],
  "me-central-1": ["UAE", 24, 54],
  "me-south-1": ["Bahrain", 26, 51],
  "mx-central-1": ["Mexico", 21, -100],
  "sa-east-1": ["Sao Paulo", -24, -47],
  "us-east-1": ["N. Virginia", 39, -77],
  "us-east-2": ["Ohio", 40, -83],
  "us-west-1": ["N. California", 37, -122],
  "us-west-2": ["Oregon", 46, -120],
};

/** "Frankfurt (eu-central-1)" */
export function regionTitle(region: string): string {
  const place = places[region];
  return place === undefined ? region : `${place[0]} (${region})`;
}

/** The region that somebody means who types its id or its city; what is neither stays as it is, for the config's checks. */
export function regionCalled(text: string): string {
  const wanted = text.trim().toLowerCase();
  return awsRegions.find((region) => [region, places[region]?.[0].toLowerCase()].includes(wanted)) ?? wanted;
}

/** Neither is us-east-1, where the control planes of CloudFront, Route 53 and ACM are: its outage is not to take a bucket too. */
const suggested = awsRegions.filter((region) => regionsByDefault.has(region) && region !== "us-east-1");

/**
 * The region that is nearest to a machine, by its clock: the zone's continent, and what the sun says of its longitude.
 *
 * @param zone as Intl has it, "Europe/Berlin"
 * @param offset hours that its winter is ahead of UTC
 */
export function nearestToClock(zone: string, offset: number): string {
  const continents: Readonly<Record<string, RegExp>> = {
    Africa: /^eu-/,
    America: /^(us|ca|sa)-/,
    Asia: /^ap-/,
    Australia: /^ap-southeast-2/,
    Europe: /^eu-/,
    Pacific: /^ap-/,
  };
  const continent = continents[zone.split("/")[0] ?? ""] ?? /^eu-/;
  // An hour is 15 degrees, and most of Europe lives west of where its hour is kept.
  const east = offset * 15 - (continent === continents.Europe ? 6 : 0);
  return nearest(
    suggested.filter((region) => continent.test(region)),
    (region) => Math.abs((places[region]?.[2] ?? 0) - east),
  );
}

/** The region for the replica: the nearest that every account has, where people are the same distance from either. */
export function nearestTo(primary: string): string {
  return nearest(
    suggested.filter((region) => region !== primary),
    (region) => distance(region, primary),
  );
}

function nearest(regions: readonly string[], by: (region: string) => number): string {
  return [...regions].sort((one, other) => by(one) - by(other))[0] ?? "eu-central-1";
}

/** Along a great circle, in radians. */
function distance(one: string, other: string): number {
  const [[north, east], [north2, east2]] = [inRadians(one), inRadians(other)];
  return Math.acos(
    Math.min(
      1,
      Math.sin(north) * Math.sin(north2) + Math.cos(north) * Math.cos(north2) * Math.cos(east - east2),
    ),
  );
}

function inRadians(region: string): readonly [number, number] {
  const [, north, east] = places[region] ?? ["", 0, 0];
  return [(north * Math.PI) / 180, (east * Math.PI) / 180];
}
