import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { OutlastError } from "../errors/outlast-error";
import { operationsError } from "./errors";

const bucket = z.object({ name: z.string(), region: z.string() });

/** The one output of a site stack; docs/outputs.md. New keys are let through, another version is not. */
const siteOutputs = z.object({
  version: z.literal(1),
  site: z.string(),
  url: z.url(),
  distribution: z.object({ id: z.string(), arn: z.string(), domain_name: z.string() }),
  buckets: z.object({ primary: bucket, replica: bucket }),
  key_value_store_arn: z.string(),
  functions: z.object({
    viewer_request: z.string(),
    headers: z
      .object({ runtime: z.enum(["lambda-at-edge", "cloudfront-function"]), name: z.string() })
      .optional(),
  }),
  /** The function that throws the switch when nobody does, where the site has one; of one name in several regions. */
  sentinel: bucket.extend({ further_regions: z.array(z.string()).optional() }).optional(),
  alarm_names: z.array(z.string()),
  topic_arns: z.array(z.string()),
  zone: z.object({ name: z.string(), name_servers: z.array(z.string()) }).optional(),
});

/** Where the parts of a deployed site are. */
export type SiteOutputs = z.output<typeof siteOutputs>;

/** What answers for every name of a deployed site, whether or not DNS leads there yet. */
export function distributionAddress({ distribution }: Pick<SiteOutputs, "distribution">): string {
  return `https://${distribution.domain_name}`;
}

/** The functions that throw a site's switch when nobody does, that of the replica's region first. */
export function sentinelsOf({ sentinel }: Pick<SiteOutputs, "sentinel">): { name: string; region: string }[] {
  if (sentinel === undefined) return [];
  const { name, region, further_regions: further = [] } = sentinel;
  return [region, ...further].map((one) => ({ name, region: one }));
}

export interface OutputsOptions {
  /** The site's stack, which is its name. */
  readonly site: string;
  /** A file with the JSON of `terraform output -json`, of a stack or of its output `outlast`. */
  readonly file?: string;
  /** @default - CDKTF_OUTDIR, or cdktf.out */
  readonly outdir?: string;
}

/**
 * The outputs of a deployed site: from a file, or from the state of its synthesized stack.
 * @throws {OutlastError} for a site that is not deployed, or a file that has no outputs
 */
export async function readSiteOutputs({ site, file, outdir }: OutputsOptions): Promise<SiteOutputs> {
  const folder = stackFolder(site, outdir);
  const [json, origin] =
    file === undefined ? [await outputsOf(folder, site), folder] : [readJson(file), file];
  return outputsIn(json, origin, site);
}

/** Where a site's stack is synthesized. */
export function stackFolder(site: string, outdir = process.env.CDKTF_OUTDIR ?? "cdktf.out"): string {
  return join(outdir, "stacks", site);
}

/**
 * The outputs of a site in what Terraform, or a contact sheet, gives.
 * @param origin where it is from, for the message
 */
export function outputsIn(json: unknown, origin: string, site: string): SiteOutputs {
  refuseZoneAlone(json, site);
  const outputs = parseOutputs(unwrapped(json), origin, site);
  if (outputs.site === site) return outputs;
  throw operationsError(
    "OUTPUTS_OTHER_SITE",
    `${origin} is of the site ${outputs.site}, not of ${site}`,
    `Give the outputs of ${site}, or choose the other site with --site ${outputs.site}`,
  );
}

/** A deployment that waits for its zone has made nothing else. */
function refuseZoneAlone(json: unknown, site: string): void {
  const { name_servers: nameServers, outlast } = (json ?? {}) as Partial<Record<string, { value?: unknown }>>;
  if (outlast !== undefined || !isTexts(nameServers?.value)) return;
  throw operationsError(
    "OUTPUTS_ZONE_ALONE",
    `${site} has a zone and nothing else yet: its name servers are ${nameServers.value.join(", ")}`,
  );
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function parseOutputs(value: unknown, origin: string, site: string): SiteOutputs {
  if (typeof value === "object" && value !== null && Object.keys(value).length === 0) {
    throw operationsError("OUTPUTS_NOT_DEPLOYED", `${origin} has no outputs: ${site} has not been deployed`);
  }
  const parsed = siteOutputs.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "outlast"}: ${message}`,
  );
  throw operationsError("OUTPUTS_SHAPE", `${origin} has no outputs of a site (${problems.join("; ")})`);
}

/** The value of the output `outlast`, however deep it is wrapped. */
function unwrapped(json: unknown): unknown {
  let found = json;
  for (;;) {
    const { outlast, value } = (found ?? {}) as { outlast?: unknown; value?: unknown };
    if (outlast === undefined) return value !== undefined ? value : found;
    found = outlast;
  }
}

async function outputsOf(folder: string, site: string): Promise<unknown> {
  if (!existsSync(folder)) {
    throw operationsError(
      "OUTPUTS_NOT_DEPLOYED",
      `there is no ${folder}: ${site} has not been deployed from here`,
    );
  }
  // Most who ask have a file: what finds, fetches and runs Terraform is loaded for nobody else.
  const { findTerraform, Terraform, terraformEnvironment } = await import("../toolchain");
  const { path: binary } = await findTerraform();
  const terraform = new Terraform({ binary, folder, env: await terraformEnvironment({}) });
  try {
    return await terraform.output();
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    throw operationsError(
      "OUTPUTS_UNKNOWN",
      `Terraform gives no outputs of ${site}: ${/Error: (.*)/.exec(error.message)?.[1] ?? error.code}`,
      `Deploy it (npx outlast deploy), or initialize its folder (terraform -chdir=${folder} init), or give --outputs`,
    );
  }
}

/** @throws {OutlastError} OUTPUTS_FILE */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "it is not JSON" : (error as NodeJS.ErrnoException).code;
    throw operationsError("OUTPUTS_FILE", `${file} cannot be read (${reason})`);
  }
}
