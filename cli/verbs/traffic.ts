import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import type { TrafficProfile } from "../../traffic/profile";
import { count, json } from "../options/arguments";
import { ending } from "../output/ending";

interface TrafficVerbOptions {
  readonly k: number;
  /** A table of logs that Athena counts, and the workgroup in which it does. */
  readonly athena?: string;
  readonly workgroup?: string;
  /** One distribution alone. */
  readonly distribution?: string;
  /** Whether the paths that nobody asked for are named, of this or the only site's content. */
  readonly unreached: boolean;
  readonly site?: string;
  /** Whether the requests are played against a site, this project's or that of other Terraform. */
  readonly replay: boolean;
  readonly from?: string;
  /** A file that the profile goes to as well. */
  readonly out?: string;
  readonly json: boolean;
}

/** Adds `traffic`: what is in CloudFront's logs, without anything of anybody. */
export function addTrafficVerb(program: Command): void {
  program
    .command("traffic [place]")
    .description(
      "make a profile of CloudFront's access logs, of a file, a folder, s3:// or a table, that names nobody",
    )
    .addOption(
      new Option("--k <number>", "what fewer people have in common is added up under one name")
        .argParser(count)
        .default(10),
    )
    .option("--distribution <name>", "requests of one distribution alone, by its domain name or its id")
    .addOption(
      new Option(
        "--athena <database.table>",
        "in place of files, a table of logs, which Athena counts where they are",
      ).conflicts(["unreached", "replay", "from"]),
    )
    .option("--workgroup <name>", "of Athena: whose limits hold, and where answers go")
    .option("--unreached", "name the site's files that nobody asked for as well", false)
    .addOption(
      new Option("--replay", "play the requests against the site, and say what is answered differently")
        .default(false)
        .conflicts(["unreached", "out"]),
    )
    .addOption(
      new Option("--from <file>", "--replay against other Terraform, a file or a folder").implies({
        replay: true,
      }),
    )
    .option("--site <name>", "which site, where the project has several")
    .option("--out <file>", "write the profile to a file as well, for --traffic of other verbs")
    .addOption(json("print the profile, or what --replay found"))
    .action((place: string | undefined, { json, out, ...options }: TrafficVerbOptions) =>
      ending(async () => {
        const where = await placeOf(place, options);
        if (options.replay) {
          const { replayed } = await import("../options/replayed");
          process.stdout.write(await replayed(where, { ...options, json }));
          return exitCodes.done;
        }
        if (options.athena !== undefined) {
          const { asked } = await import("../options/athena");
          const { profile, summary } = await asked(where, options);
          return await tell(profile, summary, { json, out });
        }
        const [{ readTraffic, summaryOf }, { packageRoot }] = await Promise.all([
          import("../../traffic/read"),
          import("../../config/package-root"),
        ]);
        const { distribution, k } = options;
        const content = options.unreached ? await contentOf(options) : undefined;
        const { logPlace } = await import("../options/log-place");
        const read = await readTraffic(await logPlace(where), {
          k,
          ...(distribution !== undefined && { distribution }),
          ...(content && { content }),
          readers: { program: join(packageRoot(), "bin/run.mjs") },
        });
        return await tell(read.profile, summaryOf(read), { json, out });
      }, json),
    );
}

/** Files or a table: one of them. @throws {OutlastError} TRAFFIC_NOT_FOUND */
async function placeOf(
  place: string | undefined,
  { athena, workgroup }: Pick<TrafficVerbOptions, "athena" | "workgroup">,
): Promise<string> {
  const { trafficError } = await import("../../traffic/errors");
  if (place !== undefined && athena !== undefined)
    throw trafficError("TRAFFIC_NOT_FOUND", `${place} and --athena ${athena} are two places`);
  if (workgroup !== undefined && athena === undefined)
    throw trafficError("TRAFFIC_NOT_FOUND", `--workgroup ${workgroup} without --athena`);
  const where = athena ?? place;
  if (where === undefined) throw trafficError("TRAFFIC_NOT_FOUND", "no place is named");
  return where;
}

async function tell(
  profile: TrafficProfile,
  summary: string,
  { json, out }: Pick<TrafficVerbOptions, "json" | "out">,
) {
  const text = `${JSON.stringify(profile, null, 2)}\n`;
  if (out !== undefined) await keep(out, text);
  process.stdout.write(json ? text : told(profile, summary));
  return exitCodes.done;
}

/** What is there to be asked for. @throws {OutlastError} */
async function contentOf({ site }: Pick<TrafficVerbOptions, "site">) {
  const [own, { siteNamed }, { urlStyleOf }, { walkFolder }] = await Promise.all([
    import("../../project/own-project"),
    import("../../project/sites"),
    import("../../config/url-style"),
    import("../../release/scan/walk"),
  ]);
  const config = siteNamed(own.ownProject().sites, site);
  const { files } = await walkFolder(join(own.projectRoot(), config.content.folder));
  return { keys: files.map(({ key }) => key), urls: urlStyleOf(config) };
}

async function keep(file: string, text: string): Promise<void> {
  const { trafficError } = await import("../../traffic/errors");
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw trafficError("TRAFFIC_UNWRITABLE", `${file}: ${(cause as Error).message}`, undefined, { cause });
  }
}

function told(profile: TrafficProfile, summary: string): string {
  const number = (value: number) => Math.round(value).toLocaleString("en-US");
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const most = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 8)
      .map(([name, value]) => `${name} ${percent(value / profile.requests)}`)
      .join(", ");
  return [
    `${number(profile.requests)} requests from ${profile.from}h to ${profile.to}h UTC, ${number(profile.pageViews)} page views, ${number(profile.bots)} requests of bots`,
    `${percent(profile.hitRatio)} answered by CloudFront alone, ${percent(profile.conditional)} not modified, ${percent(profile.ranges)} parts`,
    `statuses: ${most(profile.statuses)}`,
    `locations: ${most(profile.locations)}`,
    `devices: ${most(profile.devices)}`,
    ...(profile.countries ? [`countries: ${most(profile.countries)}`] : []),
    ...(profile.distributions ? [`distributions: ${most(profile.distributions)}`] : []),
    ...profile.paths
      .slice(0, 10)
      .map(({ path, requests }) => `  ${percent(requests / profile.requests).padStart(7)}  ${path}`),
    ...(profile.unreached ? [unreached(profile.unreached)] : []),
    summary,
    "",
  ].join("\n");
}

function unreached(paths: readonly string[]): string {
  const more = paths.length > 10 ? ` and ${paths.length - 10} more` : "";
  return `nobody asked for ${paths.length} paths${paths.length > 0 ? `: ${paths.slice(0, 10).join(", ")}${more}` : ""}`;
}
