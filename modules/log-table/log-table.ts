import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup/index.js";
import { GlueCatalogDatabase } from "@cdktf/provider-aws/lib/glue-catalog-database/index.js";
import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { Construct } from "constructs";
import { athenaAnswers, bucketNames, siteNames } from "../../config/names";
import type { SiteConfig } from "../../config/schema";
import { deliveredFields } from "../log-bucket";
import { terraformLiteral } from "../terraform-text";

/** Whose logs the table is of. */
export interface LogTableProps {
  readonly site: SiteConfig;
  readonly accessLogs: NonNullable<SiteConfig["distribution"]["accessLogs"]>;
}

/** Bytes that a query may read: 200 GB cost a dollar (https://aws.amazon.com/athena/pricing/, read on 2026-11-29). */
const mostBytesScanned = 200 * 1024 ** 3;
const text = {
  inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
};

/**
 * How the files of each format are read, and what they call a field. Lines of W3C that are comments are passed over by
 * the query.
 * @see https://docs.aws.amazon.com/athena/latest/ug/create-cloudfront-table-partition-parquet.html and -json.html
 */
const formats = {
  parquet: {
    inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    library: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    nameOf: plainName,
    parameters: () => ({}),
  },
  json: {
    ...text,
    library: "org.openx.data.jsonserde.JsonSerDe",
    nameOf: (field: string) => field.toLowerCase(),
    parameters: (fields: readonly string[]) => ({ paths: fields.join(",") }),
  },
  w3c: {
    ...text,
    library: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
    nameOf: plainName,
    parameters: () => ({ "field.delim": "\t", "serialization.format": "\t" }),
  },
} as const;

function plainName(field: string): string {
  return field
    .toLowerCase()
    .replace(/[^a-z]+/g, "_")
    .replace(/_$/, "");
}

/**
 * The delivered logs as a table that Athena queries, and a workgroup of its own for it: its answers lie in the log bucket
 * for a day, and no query reads more than a dollar's worth.
 *
 * Nobody adds partitions: Athena projects them from the folders that deliveries write. Years are dates and not numbers,
 * so that they end by themselves where logs do.
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export class LogTable extends Construct {
  constructor(scope: Construct, id: string, { site, accessLogs }: LogTableProps) {
    super(scope, id);
    const { format, includeCookies, retention } = accessLogs;
    if (format === "legacy" || !accessLogs.athena) return;
    const names = siteNames(site);
    const bucket = bucketNames(site).logs;
    const fields = deliveredFields(includeCookies);
    const { inputFormat, library, nameOf, outputFormat, parameters } = formats[format];
    const location = `s3://${bucket}/${accessLogs.prefix.replace(/\/+$/, "")}`;
    const database = new GlueCatalogDatabase(this, "Database", {
      name: names.logDatabase,
      description: `${site.name}: access logs`,
    });
    new GlueCatalogTable(this, "Resource", {
      name: names.logTable,
      databaseName: database.name,
      description: `${site.name}: access logs, as CloudWatch Logs delivers them`,
      tableType: "EXTERNAL_TABLE",
      parameters: {
        EXTERNAL: "TRUE",
        "projection.enabled": "true",
        "projection.year.type": "date",
        "projection.year.format": "yyyy",
        "projection.year.range": `NOW-${Math.ceil(retention / (365 * 86_400))}YEARS,NOW`,
        "projection.year.interval": "1",
        "projection.year.interval.unit": "YEARS",
        ...twoDigits("month", "1,12"),
        ...twoDigits("day", "1,31"),
        ...twoDigits("hour", "0,23"),
        "storage.location.template": terraformLiteral(
          `${location}/${"year=${year}/month=${month}/day=${day}/hour=${hour}"}`,
        ),
      },
      partitionKeys: [
        { name: "year", type: "string" },
        ...["month", "day", "hour"].map((name) => ({ name, type: "int" })),
      ],
      storageDescriptor: {
        location: terraformLiteral(location),
        inputFormat,
        outputFormat,
        serDeInfo: { serializationLibrary: library, parameters: parameters(fields) },
        columns: fields.map((field) => ({ name: nameOf(field), type: "string" })),
      },
    });
    new AthenaWorkgroup(this, "Workgroup", {
      name: names.logWorkgroup,
      description: `${site.name}: queries of its access logs`,
      // The history of queries goes with it.
      forceDestroy: true,
      configuration: {
        bytesScannedCutoffPerQuery: mostBytesScanned,
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: false,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: `s3://${bucket}/${athenaAnswers}`,
          encryptionConfiguration: { encryptionOption: "SSE_S3" },
        },
      },
    });
  }
}

function twoDigits(column: string, range: string): Record<string, string> {
  const of = `projection.${column}`;
  return { [`${of}.type`]: "integer", [`${of}.range`]: range, [`${of}.digits`]: "2" };
}
