import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { outputsOf, siteName } from "../../../bench/release/fixture";

/** How `outlast release` ended. */
export interface ReleaseRun {
  readonly exitCode: number | null;
  /** What it printed for machines. */
  readonly result: { readonly changed?: boolean };
  readonly errors: string;
  /** The most memory that it had. MB. */
  readonly peakMb: number;
}

/** Runs `outlast release` of a folder to a bucket in eu-central-1, in a process of its own. */
export async function releaseVerb(folder: string, bucket: string, endpoint: string): Promise<ReleaseRun> {
  const place = mkdtempSync(join(tmpdir(), "outlast-release-verb-"));
  try {
    const outputs = join(place, "outputs.json");
    writeFileSync(outputs, JSON.stringify(outputsOf(bucket, bucket)));
    const recorder = join(place, "recorder.cjs");
    const usage = join(place, "usage");
    writeFileSync(
      recorder,
      `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(usage)}, String(process.resourceUsage().maxRSS)));`,
    );
    const verb = ["bin/outlast.mjs", "release", folder, "--site", siteName(), "--outputs", outputs];
    const child = spawn(process.execPath, ["--require", recorder, ...verb, "--no-wait", "--json"], {
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: "rehearsal",
        AWS_SECRET_ACCESS_KEY: "rehearsal",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [printed, errors, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    return {
      exitCode,
      result: printed.startsWith("{") ? JSON.parse(printed) : {},
      errors: `${printed}${errors}`,
      peakMb: Number(readFileSync(usage, "utf8")) / 1024,
    };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
