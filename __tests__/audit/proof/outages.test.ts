// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { auditRules } from "../../../audit/rules";
import { Rehearsal } from "../../../rehearsal/assembly/rehearsal";
import { viewerRequest } from "../../../rehearsal/drill/judge/oracle";
import { VirtualClock } from "../../../rehearsal/edge";
import { loadTerraformAt } from "../../../rehearsal/terraform";

const base = "__tests__/fixtures/audit/base";
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** What a visitor of a page that no edge has gets, and after how many seconds. */
async function visited(fault: string, changes: readonly (readonly [from: string, to: string])[]) {
  const folder = mkdtempSync(join(tmpdir(), "outlast-proof-"));
  made.push(folder);
  cpSync(base, folder, { recursive: true });
  const withoutLambda = [
    /\n {4}lambda_function_association \{[^}]*\}\n/,
    /\nresource "aws_lambda_function" "stamp" \{[^}]*\}\n/,
  ];
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".tf"))) {
    let text = readFileSync(join(folder, name), "utf8");
    for (const [from, to] of changes) if (from !== "") text = text.replace(from, () => to);
    for (const pattern of withoutLambda) text = text.replace(pattern, "\n");
    writeFileSync(join(folder, name), text);
  }
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const rehearsal = new Rehearsal(await loadTerraformAt(folder), { clock, replicationLag: 0 });
  try {
    for (const name of rehearsal.regions.bucketNames)
      for (const key of ["index.html", "errors/503.html"])
        rehearsal.regions.store(name).put(key, Buffer.from("<p>page"), { contentType: "text/html" });
    rehearsal.regions.setFault(fault);
    const start = clock.now();
    const { status } = await clock.run(
      rehearsal.edge.handle(viewerRequest("www.acme.example", { method: "GET", path: "/" })),
    );
    return { status, seconds: (clock.now() - start) / 1_000 };
  } finally {
    await rehearsal.close();
  }
}

/** The fault that a rule is about, what visitors get by it, and that the mend takes it away. */
const outages: Readonly<
  Record<string, { readonly fault: string; readonly status?: number; readonly seconds?: number }>
> = {
  "group-unused": { fault: "primary=500", status: 500 },
  "failover-missing": { fault: "primary=500", status: 500 },
  "failover-codes": { fault: "primary=503", status: 503 },
  "failover-code-403": { fault: "primary=403", status: 403 },
  "failover-timers": { fault: "primary=blackhole", seconds: 30 },
  "origin-unreadable": { fault: "primary=500", status: 403 },
};

describe("what a rule says of an outage is what visitors get in it", () => {
  test.each(Object.entries(outages))("%s", async (id, { fault, seconds = 0, status = 200 }) => {
    const rule = auditRules.find((one) => one.id === id);
    const broken = await visited(fault, [[rule?.mend ?? "", rule?.fails ?? ""]]);
    const sound = await visited(fault, []);
    expect(broken.status).toBe(status);
    expect(broken.seconds).toBeGreaterThanOrEqual(seconds);
    expect(sound.status).toBe(200);
    expect(sound.seconds).toBeLessThan(10);
  });
});
