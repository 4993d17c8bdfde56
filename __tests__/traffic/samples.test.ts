import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loggedRequests } from "../../rehearsal/drill/replay/requests";
import { readTraffic } from "../../traffic/read";
import { fieldsOf2, name, rows, values, version1, version2 } from "./support/guide-samples";

describe("the logs that AWS's guide shows", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "outlast-samples-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const profileOf = async (file: string, body: string | Buffer) => {
    writeFileSync(join(folder, file), body);
    return (await readTraffic(join(folder, file), { k: 1 })).profile;
  };

  it("are read the same in version 1 and in both texts of version 2", async () => {
    const one = await profileOf("EMLARXS9EXAMPLE.2019-11-14-20.RT4KCN4SGK9.gz", gzipSync(version1));
    expect(one).toMatchObject({
      ...{ from: "2019-12-04T21", to: "2019-12-13T22", requests: 6, bytes: 3 * 392 + 3 * 900, bots: 1 },
      ...{ pageViews: 3, hitRatio: 0.5, statuses: { "2xx": 3, "5xx": 3 }, locations: { LAX: 3, SEA: 3 } },
    });
    expect(one.paths.map(({ path, requests }) => [path, requests])).toEqual([
      ["/index.html", 3],
      ["/", 2],
      ["/favicon.ico", 1],
    ]);
    const w3c = [
      "#Version: 1.0",
      `#Fields: ${fieldsOf2.join(" ")}`,
      ...rows.map((row) => values(row).join("\t")),
      "",
    ];
    expect(await profileOf("w3c", w3c.join("\n"))).toEqual(one);
    expect(await profileOf("json.gz", gzipSync(version2))).toEqual(one);
  });

  it("of version 2 with the fields of the guide's own example, which lacks the request, are left out and named", async () => {
    const chosen = {
      ...{ date: "2024-11-14", time: "22:34:06", "x-edge-location": "SOF50-P2", asn: "16509" },
      ...{ "timestamp(ms)": "1731623646814", "origin-fbl": "0.251", "origin-lbl": "0.251" },
      ...{ "x-host-header": name, "cs(Cookie)": "examplecookie=value" },
    };
    await expect(profileOf("chosen", `${JSON.stringify(chosen)}\n`)).rejects.toMatchObject({
      problems: [{ code: "TRAFFIC_NOTHING_LEFT", value: expect.stringContaining("1 lines another-log") }],
    });
  });

  it("are requests that can be played again", async () => {
    writeFileSync(join(folder, "log"), version1);
    const { requests } = await loggedRequests(join(folder, "log"));
    expect(requests.map(({ host, path, scheme, status }) => `${scheme}://${host}${path} ${status}`)).toEqual([
      ...new Array(3).fill(`https://${name}/index.html 200`),
      "http://www.example.com/ 502",
      "http://www.example.com/favicon.ico 502",
      "http://www.example.com/ 502",
    ]);
  });
});
