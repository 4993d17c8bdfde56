import { describe, expect, it } from "vitest";
import { columnsRead } from "../../../traffic/columns";
import { siteJson } from "../../support/site-json";
import { inventory, resource } from "../../support/synth";

const of = (format: "parquet" | "json" | "w3c", more = {}) =>
  siteJson({ name: "acme-docs", distribution: { accessLogs: { format, athena: true, ...more } } });

describe("the table of access logs", () => {
  it("has its partitions where the delivery writes, below its prefix, for as long as logs are kept", () => {
    const table = resource(of("parquet", { prefix: "edge/", retention: "400d" }), "aws_glue_catalog_table");
    expect(table).toMatchObject({ name: "access_logs", table_type: "EXTERNAL_TABLE" });
    expect(table.parameters).toMatchObject({
      "projection.enabled": "true",
      "projection.year.range": "NOW-2YEARS,NOW",
      "projection.hour.digits": "2",
      "storage.location.template":
        "s3://acme-docs-logs-test/edge/year=$${year}/month=$${month}/day=$${day}/hour=$${hour}",
    });
    expect(table.partition_keys).toEqual([
      { name: "year", type: "string" },
      { name: "month", type: "int" },
      { name: "day", type: "int" },
      { name: "hour", type: "int" },
    ]);
    expect(resource(of("parquet"), "aws_glue_catalog_database").name).toBe("acme_docs_logs");
  });

  it.each(["parquet", "json", "w3c"] as const)(
    "has every field that is delivered in %s, in their order",
    (format) => {
      const json = of(format, { includeCookies: true });
      const table = resource(json, "aws_glue_catalog_table") as unknown as {
        readonly storage_descriptor: { readonly columns: readonly { readonly name: string }[] };
      };
      const names = table.storage_descriptor.columns.map(({ name }) => name);
      const delivered = resource(json, "aws_cloudwatch_log_delivery").record_fields as string[];
      const plain = (name: string) => name.toLowerCase().replace(/\W+/g, "_").replace(/_$/, "");
      expect(names.map(plain)).toEqual(delivered.map(plain));
      const { columns, missing } = columnsRead(names);
      expect(missing).toEqual([]);
      // All but the country and the distribution, which are not delivered.
      expect(columns.size).toBe(17);
    },
  );

  it("has a workgroup whose queries end at 200 GB, and whose answers go after a day", () => {
    const json = of("parquet");
    expect(resource(json, "aws_athena_workgroup")).toMatchObject({
      name: "acme-docs-logs",
      configuration: {
        bytes_scanned_cutoff_per_query: 200 * 1024 ** 3,
        enforce_workgroup_configuration: true,
        result_configuration: { output_location: "s3://acme-docs-logs-test/athena-answers/" },
      },
    });
    const lifecycles = Object.values(json.resource?.aws_s3_bucket_lifecycle_configuration ?? {});
    expect(lifecycles.flatMap(({ rule }) => rule)).toContainEqual(
      expect.objectContaining({ filter: [{ prefix: "athena-answers/" }], expiration: [{ days: 1 }] }),
    );
  });

  it("is there only where it was asked for", () => {
    const without = inventory(siteJson({ distribution: { accessLogs: { format: "parquet" } } }));
    expect(Object.keys(without).filter((type) => /glue|athena/.test(type))).toEqual([]);
  });
});
