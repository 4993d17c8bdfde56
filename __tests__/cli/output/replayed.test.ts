import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { renderReplayed } from "../../../cli/output/replayed";
import { ownProject } from "../../../project/own-project";
import { replayLogs } from "../../../rehearsal/session/replaying";
import { synthesize } from "../../../stacks/synthesize";

const folder = mkdtempSync(join(tmpdir(), "outlast-replayed-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fields = "date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status x-edge-result-type";

test("--replay --from plays the requests against other Terraform, and says what its cache policy changes", async () => {
  const row = (second: number, result: string) =>
    `2026-11-01\t10:00:0${second}\tFRA56\t9\t192.0.2.${second}\tGET\t/docs/\t200\t${result}`;
  const log = join(folder, "log");
  // As a site has it whose pages are kept: the golden one asks S3 each time.
  const rows = [row(0, "Miss"), row(1, "Hit"), row(2, "Hit"), row(3, "Hit")];
  writeFileSync(log, `#Fields: ${fields}\n${rows.join("\n")}\n`);
  const [own = ""] = synthesize(ownProject(), { outdir: join(folder, "out") }).map(({ file }) => file);
  const kept = join(dirname(own), "kept.tf.json");
  writeFileSync(kept, readFileSync(own, "utf8").replaceAll(/"(min|default)_ttl": ?0\b/g, '"$1_ttl": 60'));
  const [now, other] = await Promise.all(
    [own, kept].map((from) => replayLogs(log, { from, k: 1, json: true, warn: expect.unreachable })),
  );
  expect(now?.result.hitRatio).toEqual({ logged: 0.75, now: 0.75 });
  expect(other?.result).toMatchObject({ played: 4, same: 4, different: 0 });
  expect(other && renderReplayed(other)).toMatch(/^4 requests were played at .*: 4 are/);
});
