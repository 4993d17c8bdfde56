import type { Upstream } from "../forward";
import { jsonOf, sendInternal } from "../internal";
import type { MotoObjects } from "../s3/moto-client";
import { pathOf } from "../s3/target";
import { parseXml } from "../xml/element";

/** A table of Glue, and the files that its partitions have. */
export interface StoredTable {
  readonly database: string;
  readonly table: string;
  readonly isThere: boolean;
  readonly columns: readonly string[];
  /** The class of Hive that reads its files. */
  readonly serde: string;
  readonly files: readonly Buffer[];
}

interface GlueTable {
  readonly Parameters?: Readonly<Record<string, string>>;
  readonly StorageDescriptor?: {
    readonly Columns?: readonly { readonly Name: string }[];
    readonly Location?: string;
    readonly SerdeInfo?: { readonly SerializationLibrary?: string };
  };
}

/** Asks a service that speaks JSON; undefined where it refuses. */
export async function askedInJson(
  upstream: Upstream,
  region: string,
  service: string,
  target: string,
  body: object,
): Promise<Record<string, unknown> | undefined> {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
  const response = await sendInternal(upstream, {
    ...{ service, region, method: "POST", path: "/", headers, body: Buffer.from(JSON.stringify(body)) },
  });
  return response.status === 200 ? jsonOf(response) : undefined;
}

/** The tables that SQL names with their databases, in quotes. */
export function storedTables(
  upstream: Upstream,
  objects: MotoObjects,
  region: string,
  sql: string,
): Promise<readonly StoredTable[]> {
  const named = new Map(
    [...sql.matchAll(/"([^"]+)"\."([^"]+)"/g)].map(([all, database = "", table = ""]) => [
      all,
      { database, table },
    ]),
  );
  return Promise.all(
    [...named.values()].map(async ({ database, table }): Promise<StoredTable> => {
      const asked = { DatabaseName: database, Name: table };
      const found = await askedInJson(upstream, region, "glue", "AWSGlue.GetTable", asked);
      const glue = found?.Table as GlueTable | undefined;
      const { Columns = [], Location = "", SerdeInfo } = glue?.StorageDescriptor ?? {};
      const columns = Columns.map(({ Name }) => Name);
      const serde = SerdeInfo?.SerializationLibrary ?? "";
      const files = glue === undefined ? [] : await filesOf(objects, Location, glue.Parameters ?? {});
      return { database, table, isThere: glue !== undefined, columns, serde, files };
    }),
  );
}

/** Files below the table's location; of a table whose partitions are projected, those alone whose folder is one of them. */
async function filesOf(
  objects: MotoObjects,
  location: string,
  {
    "projection.enabled": projected,
    "storage.location.template": template = "",
  }: Readonly<Record<string, string>>,
): Promise<readonly Buffer[]> {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(location) ?? [];
  const query = `list-type=2&max-keys=1000&prefix=${encodeURIComponent(prefix)}`;
  const listed = await objects.send("GET", `/${bucket}`, query);
  const keys = parseXml(Buffer.from(listed.body).toString("utf8"))
    .children.filter(({ name }) => name === "Contents")
    .map(({ children }) => children.find(({ name }) => name === "Key")?.text ?? "");
  const escaped = template.replace(/\$\{(\w+)\}|[.*+?^$()[\]\\{}|]/g, (all, column) =>
    column === undefined ? `\\${all}` : "\\d+",
  );
  const folder = new RegExp(`^${escaped}/[^/]+$`);
  const read = keys.filter((key) => projected !== "true" || folder.test(`s3://${bucket}/${key}`));
  return Promise.all(
    read.map(async (key) => Buffer.from((await objects.send("GET", pathOf(bucket, key))).body)),
  );
}
