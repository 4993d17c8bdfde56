import type { Side } from "./switch";

/** Where each region answers for itself: never cached, never failed over, untouched by functions. */
const prefix = ".well-known/outlast/";

/** Keys of what the regions answer with. */
export const healthKeys = { prefix, primary: `${prefix}primary`, replica: `${prefix}replica` } as const;

/** The paths that health checks ask for. */
export const healthPaths = { primary: `/${prefix}primary`, replica: `/${prefix}replica` } as const;

/** Everything below belongs to the health checks, and no site may have it. */
export const healthPattern = `/${prefix}*`;

/** What a release writes for a region to answer with; docs/releases.md. */
export interface HealthDocument {
  readonly role: Side;
  readonly region: string;
  /** Empty before the first one. */
  readonly release: string;
}

/** The document as its bytes are. */
export function healthText({ role, region, release }: HealthDocument): string {
  return `${JSON.stringify({ role, region, release })}\n`;
}

/** What a region says of itself. */
export interface RegionHealth {
  readonly ok: boolean;
  /** The region that answered, if it says so. */
  readonly region?: string;
  /** The release that it holds, if it says so; empty before the first one. */
  readonly release?: string;
  /** For a person, in a line. */
  readonly detail: string;
}

/** What a region says that was deployed and has had no release. */
export const noRelease = "no release yet";

/** Reads a region's answer. A document that says nothing does not make a region unhealthy: it answers. */
export function regionHealth(status: number, text: string): RegionHealth {
  if (status !== 200) return { ok: false, detail: `answers ${status}` };
  const { region, release } = membersOf(text);
  const from = region === undefined ? "" : ` from ${region}`;
  return {
    ok: true,
    ...(region !== undefined && { region }),
    ...(release !== undefined && { release }),
    detail: `answers${from}, ${release === "" ? noRelease : `release ${release ?? "unknown"}`}`,
  };
}

function membersOf(text: string): { readonly region?: string; readonly release?: string } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return {};
  }
  const member = (name: string) => {
    const value = (document as Readonly<Record<string, unknown>> | null)?.[name];
    return typeof value === "string" ? value : undefined;
  };
  return { region: member("region") || undefined, release: member("release") };
}
