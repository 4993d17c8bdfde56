import type { SiteConfig } from "../../config";
import type { LocalSite } from "../server";
import type { LoadedSite } from "../terraform";

/** What is rehearsed: everything but the content comes from Terraform's JSON. */
export interface RehearsedSite {
  readonly name: string;
  readonly loaded: LoadedSite;
  readonly local: LocalSite;
  /** Of the project's own sites: where the content is and how it is released. */
  readonly config?: SiteConfig;
  /** Of somebody else's: the file that it was read from, as it was named. */
  readonly file?: string;
}
