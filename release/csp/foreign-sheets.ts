import type { Demand } from "./demand";

/** What style sheets of well-known hosts load elsewhere. */
const elsewhere: Readonly<Record<string, readonly Demand[]>> = {
  // https://developers.google.com/fonts/docs/technical_considerations
  "fonts.googleapis.com": [{ kind: "url", directive: "font-src", url: "https://fonts.gstatic.com/" }],
  // https://bunny.net/fonts/: sheet and fonts are of one host.
  "fonts.bunny.net": [{ kind: "url", directive: "font-src", url: "https://fonts.bunny.net/" }],
  // https://helpx.adobe.com/fonts/using/content-security-policy.html
  "use.typekit.net": [
    { kind: "url", directive: "font-src", url: "https://use.typekit.net/" },
    { kind: "url", directive: "style-src-elem", url: "https://p.typekit.net/" },
  ],
};

/** What is known of a style sheet that cannot be read, by its host; undefined where nothing is. */
export function foreignSheetDemands(url: string): readonly Demand[] | undefined {
  const { hostname } = new URL(url);
  return Object.hasOwn(elsewhere, hostname) ? elsewhere[hostname] : undefined;
}
