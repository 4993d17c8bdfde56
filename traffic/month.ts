import type { MonthlyTraffic } from "../cost/usage";
import type { TrafficProfile } from "./profile";

/** Cities that edge locations are named after, by the areas of CloudFront's prices; what is not here is told apart by nobody. */
const cities: Readonly<Record<keyof Required<MonthlyTraffic["areas"]>, string>> = {
  us: "ATL BOS BNA CMH CLT DEN DFW DTW EWR HIO HOU IAD IAH IND JAX JFK LAX MCI MIA MSP ORD PDX PHL PHX QRO SEA SFO SJC SLC TPA YTO YUL YVR",
  europe:
    "AMS ARN ATH BCN BER BRU BUD CDG CPH DUB DUS FCO FRA HAM HEL IST LHR LIS MAD MAN MRS MUC MXP OSL OTP PMO PRG SOF TLV TXL VIE WAW ZAG ZRH",
  africa: "BAH CAI CPT DXB FJR JNB LOS MCT NBO DOH JED",
  "south-america": "BOG EZE FOR GIG GRU LIM SCL",
  japan: "KIX NRT",
  oceania: "AKL MEL PER SYD",
  asia: "BKK CGK HAN HKG ICN KUL MNL SGN SIN TPE",
  india: "BLR BOM CCU DEL HYD MAA PNQ",
};

/** A month like the time that a profile is of. */
export function monthLike(profile: TrafficProfile, before: MonthlyTraffic): MonthlyTraffic {
  const { bytes, from, hitRatio, locations, pageViews, requests, to } = profile;
  const hours = (Date.parse(`${to}:00Z`) - Date.parse(`${from}:00Z`)) / 3_600_000 + 1;
  const views = Math.max(1, pageViews);
  const areas = Object.entries(cities)
    .map(
      ([area, names]) =>
        [area, names.split(" ").reduce((sum, city) => sum + (locations[city] ?? 0), 0)] as const,
    )
    .filter(([, count]) => count > 0);
  return {
    pageViews: Math.round((views * 720) / hours),
    requestsPerView: requests / views,
    bytesPerView: bytes / views,
    hitRatio,
    areas: areas.length > 0 ? Object.fromEntries(areas) : before.areas,
  };
}
