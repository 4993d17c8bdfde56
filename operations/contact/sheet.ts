import { readProject, type SiteConfig } from "../../config";
import { operationsError } from "../errors";
import { outputsIn, type SiteOutputs } from "../outputs";

/**
 * All that the verbs of an outage need: where a site's parts are, and what its config says. It is kept in both buckets,
 * and as a file by whoever wants one, so that no verb needs Terraform, its state, or a checkout at night.
 */
export interface ContactSheet {
  readonly outputs: SiteOutputs;
  /** The site as site.config.ts has it. */
  readonly definition: unknown;
}

/** A sheet that was read, and its site. */
export interface KnownSite extends ContactSheet {
  readonly site: SiteConfig;
}

/** Raised when a key changes its meaning or goes away. */
const shapeVersion = 1;

/** Of the same site always the same bytes, so that it is written only when it has changed. */
export function renderSheet({ definition, outputs }: ContactSheet): string {
  return `${JSON.stringify({ version: shapeVersion, outputs, definition }, null, 2)}\n`;
}

/** Whether JSON is a contact sheet, and not Terraform's outputs. */
export function isSheet(json: unknown): boolean {
  return typeof json === "object" && json !== null && "definition" in json && "outputs" in json;
}

/**
 * Reads a sheet. It is somebody's file: its config is checked as site.config.ts is, and its outputs as Terraform's are.
 *
 * @param origin where it is from, for the message
 * @throws {OutlastError} SHEET_SHAPE, or what is wrong with the config or the outputs in it
 */
export function parseSheet(json: unknown, origin: string): KnownSite {
  const { definition, outputs, version } = (json ?? {}) as Record<string, unknown>;
  if (version !== shapeVersion || typeof definition !== "object" || definition === null)
    throw operationsError("SHEET_SHAPE", `${origin} is no contact sheet of version ${shapeVersion}`);
  const [site] = readProject({ default: definition }).sites;
  if (site === undefined) throw operationsError("SHEET_SHAPE", `${origin} has no site`);
  return { site, definition, outputs: outputsIn(outputs, origin, site.name) };
}

/** Whether a person who says `name` means this site: its own name, or a host that it answers to. */
export function isNamed(name: string, { outputs, site }: KnownSite): boolean {
  const { distribution, url } = outputs;
  const hosts = [new URL(url).hostname, ...(site.domain?.aliases ?? []), distribution.domain_name];
  return site.name === name || hosts.includes(name.toLowerCase());
}
