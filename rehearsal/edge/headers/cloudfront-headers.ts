import { HeaderMap } from "../../../facts/http/header-map";
import type { CacheBehavior } from "../model";
import type { ViewerDevice, ViewerRequest } from "../ports";

const PREFIX = "cloudfront-";
const FIRST_LETTER = PREFIX.charCodeAt(0);

type DeviceViewer = Pick<ViewerRequest, "headers" | "device">;

// Made when a function first asks for one: it takes 20 ms.
let countryNames: Intl.DisplayNames | undefined;

function countryName(country: string): string | undefined {
  countryNames ??= new Intl.DisplayNames("en", { type: "region" });
  return countryNames.of(country);
}

/** How each header is made of what is known of a viewer; undefined where it is not known. */
const HEADERS: Readonly<Record<string, (viewer: ViewerRequest) => string | undefined>> = {
  "cloudfront-forwarded-proto": ({ scheme }) => scheme,
  "cloudfront-is-android-viewer": (viewer) => String(isAgent(viewer, /Android/i)),
  "cloudfront-is-desktop-viewer": isDevice(
    "desktop",
    (viewer) => ![isMobile, isTablet, isTv].some((is) => is(viewer)),
  ),
  "cloudfront-is-ios-viewer": (viewer) => String(isAgent(viewer, /iPhone|iPad|iPod/i)),
  "cloudfront-is-mobile-viewer": isDevice("mobile", isMobile),
  "cloudfront-is-smarttv-viewer": isDevice("smarttv", isTv),
  "cloudfront-is-tablet-viewer": isDevice("tablet", isTablet),
  "cloudfront-viewer-address": ({ clientIp }) => `${clientIp}:0`,
  "cloudfront-viewer-country": ({ country }) => country,
  "cloudfront-viewer-country-name": ({ country }) => country && countryName(country),
  "cloudfront-viewer-http-version": ({ httpVersion }) => httpVersion,
};

/** The CloudFront-* headers that a behaviour's policies name, in lower case. */
export function cloudFrontHeaderNames(
  behavior: Pick<CacheBehavior, "cachePolicy" | "originRequestPolicy">,
): string[] {
  const selections = [behavior.cachePolicy.headers, behavior.originRequestPolicy?.headers];
  const names = selections.flatMap((selection) =>
    selection === undefined || selection.behavior === "allExcept" ? [] : selection.items,
  );
  return [...new Set(names.map((name) => name.toLowerCase()).filter((name) => name.startsWith(PREFIX)))];
}

/** Whether the edge can tell a viewer's value of this header. */
export function isKnownCloudFrontHeader(name: string): boolean {
  return Object.hasOwn(HEADERS, name.toLowerCase());
}

/** The viewer's headers without CloudFront-* ones: those are CloudFront's to write. */
export function withoutCloudFrontHeaders(headers: HeaderMap): HeaderMap {
  const { flat } = headers;
  const isOwn = (name: string) => name.charCodeAt(0) === FIRST_LETTER && name.startsWith(PREFIX);
  let at = 0;
  while (at < flat.length && !isOwn(flat[at] as string)) at += 2;
  return at < flat.length ? new HeaderMap([...headers].filter(([name]) => !isOwn(name))) : headers;
}

/**
 * Compiles what adds the CloudFront-* headers that a behaviour's policies name, before its cache key is computed
 * (CloudFront guide, "Add CloudFront request headers"); undefined where they name none.
 */
export function compileCloudFrontHeaders(
  behavior: Pick<CacheBehavior, "cachePolicy" | "originRequestPolicy">,
): ((headers: HeaderMap, viewer: ViewerRequest) => HeaderMap) | undefined {
  const names = cloudFrontHeaderNames(behavior).filter(isKnownCloudFrontHeader);
  if (names.length === 0) return undefined;
  return (headers, viewer) => {
    const added = headers.clone();
    for (const name of names) {
      const value = HEADERS[name]?.(viewer);
      if (value !== undefined) added.set(name, value);
    }
    return added;
  };
}

/** By what is known of the device, else by the rules over its User-Agent. */
function isDevice(device: ViewerDevice, byAgent: (viewer: DeviceViewer) => boolean) {
  return (viewer: DeviceViewer) =>
    String(viewer.device === undefined ? byAgent(viewer) : viewer.device === device);
}

function isMobile(viewer: DeviceViewer): boolean {
  return !isTablet(viewer) && isAgent(viewer, /Mobi|iPhone|iPod/i);
}

function isTablet(viewer: DeviceViewer): boolean {
  return !isTv(viewer) && (isAgent(viewer, /iPad|Tablet/i) || isAgent(viewer, /Android(?!.*Mobile)/i));
}

function isTv(viewer: DeviceViewer): boolean {
  return isAgent(viewer, /Smart-?TV|\bTV\b|AppleTV|Tizen.*TV|Web0S/i);
}

function isAgent({ headers }: DeviceViewer, pattern: RegExp): boolean {
  return pattern.test((headers.get("user-agent") ?? "").slice(0, 1024));
}
