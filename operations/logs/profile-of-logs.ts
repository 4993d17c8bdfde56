import { join } from "node:path";
import type { SiteConfig } from "../../config";
import { packageRoot } from "../../config/package-root";
import { urlStyleOf } from "../../config/url-style";
import type { TrafficProfile } from "../../traffic/profile";
import { readTraffic, summaryOf } from "../../traffic/read";
import type { AskableContent } from "../../traffic/unreached";
import { logPlace } from "./log-place";

export interface LogsOptions {
  /** What fewer people have in common is told of nobody. */
  readonly k: number;
  /** One distribution alone, by its name or id. @default - all of them */
  readonly distribution?: string | undefined;
  /** The site of whose content it is told what nobody asked for, and the folder that this is relative to. */
  readonly content?: { readonly site: SiteConfig; readonly root: string } | undefined;
}

/** The profile of logs on this machine or in S3, and how much was read for it. @throws {OutlastError} */
export async function profileOfLogs(
  place: string,
  { content, distribution, k }: LogsOptions,
): Promise<{ readonly profile: TrafficProfile; readonly summary: string }> {
  const given = content && (await askableContent(content));
  const read = await readTraffic(await logPlace(place), {
    k,
    ...(distribution !== undefined && { distribution }),
    ...(given && { content: given }),
    readers: { program: join(packageRoot(), "bin/run.mjs") },
  });
  return { profile: read.profile, summary: summaryOf(read) };
}

/** What there is to be asked for of a site. */
export async function askableContent({
  root,
  site,
}: NonNullable<LogsOptions["content"]>): Promise<AskableContent> {
  const { walkFolder } = await import("../../release/scan/walk");
  const { files } = await walkFolder(join(root, site.content.folder));
  return { keys: files.map(({ key }) => key), urls: urlStyleOf(site) };
}
