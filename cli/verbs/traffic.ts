import { type Command, Option } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
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
      ).conflicts(["replay", "from"]),
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
        if (options.replay) return replay(where, { ...options, json });
        return tell(await read(where, options), { json, out });
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

/** Plays the requests against the site, and prints what came of it. */
async function replay(where: string, options: Omit<TrafficVerbOptions, "out">): Promise<ExitCode> {
  const [{ useEdgeTimeZone }, { replayLogs }, { renderReplayed }] = await Promise.all([
    import("../../rehearsal/session/edge-time-zone"),
    import("../../rehearsal/session/replaying"),
    import("../output/replayed"),
  ]);
  useEdgeTimeZone();
  const warn = (text: string) => void process.stderr.write(text);
  const found = await replayLogs(where, { ...options, warn });
  process.stdout.write(options.json ? `${JSON.stringify(found.result, null, 2)}\n` : renderReplayed(found));
  return exitCodes.done;
}

/** The profile of files or of a table. */
async function read(where: string, options: Omit<TrafficVerbOptions, "json" | "out">) {
  const { athena, workgroup, distribution, k } = options;
  const asked = { content: await contentOf(options), distribution, k };
  if (athena !== undefined)
    return (await import("../options/athena")).asked(where, { ...asked, ...(workgroup && { workgroup }) });
  const { profileOfLogs } = await import("../../operations/logs/profile-of-logs");
  return profileOfLogs(where, asked);
}

/** Writes the profile to the file that is asked for, then prints it. */
async function tell(
  { profile, summary }: { readonly profile: TrafficProfile; readonly summary: string },
  { json, out }: Pick<TrafficVerbOptions, "json" | "out">,
): Promise<ExitCode> {
  const [{ profileJson, writeProfile }, { renderProfile }] = await Promise.all([
    import("../../traffic/write"),
    import("../output/traffic-profile"),
  ]);
  if (out !== undefined) writeProfile(out, profile);
  process.stdout.write(json ? profileJson(profile) : renderProfile(profile, summary));
  return exitCodes.done;
}

/** What is there to be asked for, where --unreached wants to know. @throws {OutlastError} */
async function contentOf({ site, unreached }: Pick<TrafficVerbOptions, "site" | "unreached">) {
  if (!unreached) return undefined;
  const [own, { siteNamed }] = await Promise.all([
    import("../../project/own-project"),
    import("../../project/sites"),
  ]);
  return { site: siteNamed(own.ownProject().sites, site), root: own.projectRoot() };
}
