import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { AthenaClient } from "@aws-sdk/client-athena";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeEach, expect, test } from "vitest";
import { profileByAthena } from "../../../operations/logs/athena";
import { type Listening, listen } from "../../../rehearsal/server";
import { takerOf } from "../../../traffic/counting";
import { LineScanner } from "../../../traffic/scan";
import { RequestTally } from "../../../traffic/tally";
import { Duck } from "../../support/duckdb";
import { siteJson } from "../../support/site-json";
import { resource } from "../../support/synth";
import { clientConfig, startTestCloud } from "./support/test-cloud";

const fields = "date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status cs(User-Agent)";
const lines = Array.from({ length: 120 }, (_, at) => [
  ...["2026-11-29", `${at % 2 === 0 ? "09" : "10"}:00:00`, "FRA56-P1", String(at), `203.0.113.${at % 30}`],
  ...["GET", `/page-${at % 7}/`, at % 11 === 0 ? "304" : "200", at % 9 === 0 ? "SomeBot" : "Mozilla/5.0"],
]);
const parquet = Buffer.from(
  parquetWriteBuffer({
    columnData: fields.split(" ").map((name, column) => ({
      name: name.toLowerCase().replace(/\W+/g, "_").replace(/_$/, ""),
      data: lines.map((line) => line[column] ?? "-"),
      type: "STRING" as const,
    })),
  }),
);

/** The table and the workgroup as Terraform's JSON has them, and what lies in the bucket. */
const stack = siteJson({ distribution: { accessLogs: { format: "parquet", athena: true } } });
const table = resource(stack, "aws_glue_catalog_table");
const { parameters, storage_descriptor: descriptor } = table as unknown as {
  readonly parameters: Readonly<Record<string, string>>;
  readonly storage_descriptor: {
    readonly location: string;
    readonly columns: readonly { readonly name: string }[];
    readonly ser_de_info: { readonly serialization_library: string };
  };
};
const written = new Map<string, Buffer>();

/** What moto says of a table that is deployed like that. */
function answerTo(
  target: string,
  { Name, WorkGroup }: Readonly<Record<string, unknown>>,
): object | undefined {
  const { configuration, name } = resource(stack, "aws_athena_workgroup") as {
    readonly name?: string;
    readonly configuration?: { readonly result_configuration: { readonly output_location: string } };
  };
  const OutputLocation = configuration?.result_configuration.output_location;
  if (target === "AmazonAthena.GetWorkGroup" && WorkGroup === name)
    return { WorkGroup: { Configuration: { ResultConfiguration: { OutputLocation } } } };
  if (target === "AWSGlue.GetTable" && Name === "access_logs")
    return {
      Table: {
        // As Terraform reads what is written for it.
        Parameters: { ...parameters, "storage.location.template": template() },
        StorageDescriptor: {
          Columns: descriptor.columns.map((column) => ({ Name: column.name })),
          Location: descriptor.location,
          SerdeInfo: { SerializationLibrary: descriptor.ser_de_info.serialization_library },
        },
      },
    };
  return undefined;
}

function template(): string {
  return (parameters["storage.location.template"] ?? "").replaceAll("$${", "${");
}

let moto: Listening;
let duck: Duck;
let running: Awaited<ReturnType<typeof startTestCloud>>;
beforeEach(async () => {
  written.clear();
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const { headers, method, url = "" } = incoming;
    const { pathname, searchParams } = new URL(url, "http://moto");
    const key = decodeURIComponent(pathname).split("/").slice(2).join("/");
    if (method === "PUT") {
      written.set(key, body);
      return outgoing.end();
    }
    if (searchParams.has("list-type"))
      return outgoing.end(
        `<ListBucketResult>${[...written.keys()].map((one) => `<Contents><Key>${one}</Key></Contents>`).join("")}</ListBucketResult>`,
      );
    if (method === "GET") return outgoing.end(written.get(key));
    const answer = answerTo(String(headers["x-amz-target"]), JSON.parse(body.toString()));
    outgoing.writeHead(answer ? 200 : 400, { "content-type": "application/x-amz-json-1.1" });
    outgoing.end(JSON.stringify(answer ?? {}));
  });
  moto = await listen(server, 0, "127.0.0.1");
  duck = await Duck.open();
  running = await startTestCloud({ moto: `http://127.0.0.1:${moto.port}` });
});
afterEach(async () => {
  duck.close();
  await running.close();
  await moto.close();
});

const ask = (place: string, workgroup: string) =>
  profileByAthena(place, {
    ...{ k: 3, workgroup, wait: async () => {} },
    client: new AthenaClient(clientConfig(running.cloud.url, "eu-central-1")),
  });

test("Athena's client gets from the local cloud, which asks DuckDB, what the lines themselves give", async () => {
  running.cloud.answerQueries((sql, tables) => duck.overTables(sql, tables));
  written.set("cloudfront/year=2026/month=11/day=29/hour=10/E1.2026-11-29-10.a.parquet", parquet);
  // No partition of the table has these.
  written.set("cloudfront/2026/11/29/10/E1.2026-11-29-10.a.parquet", parquet);
  written.set("cloudfront/year=2026/month=11/E1.2026-11-29-10.a.parquet", parquet);
  const tally = new RequestTally(3);
  new LineScanner(takerOf(tally, undefined)("a")).push(
    Buffer.from(`#Fields: ${fields}\n${lines.map((line) => line.join("\t")).join("\n")}\n`),
  );
  const { bytesScanned, profile } = await ask("shop_logs.access_logs", "shop-logs");
  expect(profile).toEqual(tally.profile());
  expect(bytesScanned).toBe(parquet.length);
  const answers = [...written].filter(([key]) => key.startsWith("athena-answers/"));
  expect(answers).toHaveLength(2);
  for (const [, answer] of answers) expect(answer.toString()).not.toContain("203.0.113");
});

test("a query fails where nobody has an engine, and where there is no such table or workgroup", async () => {
  await expect(ask("shop_logs.access_logs", "shop-logs")).rejects.toThrow(
    /TRAFFIC_ATHENA_QUERY.*no engine that runs queries/s,
  );
  await expect(ask("shop_logs.others", "shop-logs")).rejects.toThrow(
    /TRAFFIC_ATHENA_TABLE.*shop_logs.others/s,
  );
  await expect(ask("shop_logs.access_logs", "another")).rejects.toThrow(
    /AWS_REFUSED.*WorkGroup another is not found/s,
  );
});
