import type { RedirectRules } from "../../facts/site/redirects";
import type { UrlStyle } from "../../facts/site/url-style";

export interface RedirectSettings {
  /** The whole table; absent when it is in the KeyValueStore. */
  readonly table?: RedirectRules;
  /** Number of buckets in the KeyValueStore, when it is there. */
  readonly buckets?: number;
  /** What their keys begin with; there is one whenever there are buckets. */
  readonly generation?: string;
  /** Characters of the longest place in the table: what is longer need not be looked up. */
  readonly longest: number;
  /** How many literal segments patterns begin with, most first: nothing else needs to be looked up. */
  readonly depths: readonly number[];
}

/** What the site's config says to the function; put in front of the code at synthesis. */
export interface ViewerRequestSettings {
  /** The main host name; "" if the site has no domain. */
  readonly host: string;
  readonly urls: UrlStyle;
  readonly redirects: RedirectSettings;
  readonly failoverCodes: readonly number[];
  readonly connectionAttempts: number;
  /** Seconds. */
  readonly connectionTimeout: number;
  /** Seconds. */
  readonly readTimeout: number;
}
