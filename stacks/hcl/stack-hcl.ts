import type { TerraformStack } from "cdktf";
import { FunctionListing } from "../../modules/function-listing";
import { blockText, type JsonBlock } from "../../terraform/hcl/block";
import { asJson, isList, isMap, type Json, type Value } from "../../terraform/value";
import { blockPathsOf } from "./block-paths";
import { commentOf } from "./comment";
import { contentsFile, fileOf, type HclFile, hclFiles, metadataFile } from "./files";
import { type ListedFunction, listedFunction } from "./functions";

/** One block, and where it goes. */
interface Placed {
  readonly file: HclFile;
  /** Place among the constructs. */
  readonly order: number;
  readonly text: string;
}

/** Every file of a stack's HCL by its path, made of the JSON, of which it says the same to Terraform. */
export function hclOf(stack: TerraformStack): Readonly<Record<string, string>> {
  const json = asJson(JSON.parse(JSON.stringify(stack.toTerraform())) as Value);
  const listings = stack.node
    .findAll()
    .filter((construct) => construct instanceof FunctionListing)
    .map(listedFunction);
  const isBlock = blockPathsOf(stack);
  const orders = new Map(stack.node.findAll().map(({ node }, i) => [node.path, i]));
  const placed = [
    ...settings(asJson(json.terraform)),
    ...providers(asJson(json.provider), isBlock),
    ...elements("data", json.data, orders, isBlock, listings),
    ...elements("resource", json.resource, orders, isBlock, listings),
    ...outputs(asJson(json.output)),
  ];
  const names = (Object.keys(hclFiles) as HclFile[]).filter((name) =>
    placed.some(({ file }) => file === name),
  );
  const texts = names.map((name) => {
    const blocks = placed.filter(({ file }) => file === name).sort((a, b) => a.order - b.order);
    return [name, `${[`# ${sentence(hclFiles[name])}`, ...blocks.map(({ text }) => text)].join("\n\n")}\n`];
  });
  return {
    [contentsFile]: contents(stack.node.path, names),
    [metadataFile]: `${JSON.stringify({ "//": json["//"], terraform: json.terraform }, undefined, 2)}\n`,
    ...Object.fromEntries(texts),
    ...Object.assign({}, ...listings.map(({ files }) => files)),
  };
}

/** CDKTF's own file has no block: it says which file has what. */
function contents(name: string, files: readonly HclFile[]): string {
  const width = Math.max(...files.map((file) => file.length));
  const rows = files.map((file) => `#   ${file.padEnd(width)}  ${hclFiles[file]}`);
  const head = [
    `# The stack ${name}, written by outlast from site.config.ts: change that, not these files.`,
    "# Above each resource stands the path of its construct, what it is for, and what it prevents.",
    "#",
  ];
  return `${[...head, ...rows].join("\n")}\n`;
}

function settings({ backend, ...terraform }: Json): Placed[] {
  const isBlock = (path: string) => path === "required_providers";
  const versions = block({ type: "terraform", labels: [], body: terraform, isBlock });
  const backends = Object.entries(asJson(backend)).map(([label, body]) => {
    const [head = "", ...rest] = block({ type: "backend", labels: [label], body: asJson(body) }).split("\n");
    return ["terraform {", `  ${head}`, ...rest.map((line) => `  ${line}`), "}"].join("\n");
  });
  const comment =
    "# Where Terraform keeps what it knows of this stack; docs/state.md says what happens to it in an outage.";
  return [
    { file: "providers.tf", order: -2, text: versions },
    ...backends.map((text): Placed => ({ file: "state.tf", order: -1, text: `${comment}\n${text}` })),
  ];
}

function providers(byName: Json, isBlock: (type: string, path: string) => boolean): Placed[] {
  return Object.entries(byName).flatMap(([name, bodies]) =>
    (isList(bodies) ? bodies : [bodies]).map((body): Placed => {
      const text = block({
        ...{ type: "provider", labels: [name], body: asJson(body) },
        isBlock: (path) => isBlock(name, path),
      });
      return { file: "providers.tf", order: -1, text };
    }),
  );
}

function elements(
  kind: "data" | "resource",
  byType: Value | undefined,
  orders: ReadonlyMap<string, number>,
  isBlock: (type: string, path: string) => boolean,
  listings: readonly ListedFunction[],
): Placed[] {
  return Object.entries(asJson(byType)).flatMap(([type, byName]) =>
    Object.entries(asJson(byName)).map(([name, value]): Placed => {
      const body = asJson(value);
      const path = pathOf(body);
      const listing = listings.find(({ address }) => kind === "resource" && address === `${type}.${name}`);
      const text = block({
        ...{ type: kind, labels: [type, name], comment: commentOf(type, path, listing?.comment) },
        body:
          listing && "code" in body
            ? { ...body, code: `\${file("\${path.module}/${listing.deployed}")}` }
            : body,
        isBlock: (at) => isBlock(type, at),
      });
      return { file: fileOf(path), order: orders.get(path) ?? 0, text };
    }),
  );
}

function outputs(byName: Json): Placed[] {
  return Object.entries(byName).map(([name, body], order): Placed => {
    return { file: "outputs.tf", order, text: block({ type: "output", labels: [name], body: asJson(body) }) };
  });
}

function block(parts: Omit<JsonBlock, "isBlock"> & Partial<JsonBlock>): string {
  return blockText({ isBlock: () => false, ...parts });
}

/** The construct's path, which CDKTF leaves with each resource. */
function pathOf(body: Json): string {
  const { metadata } = asJson(body["//"]);
  const path = isMap(metadata) ? metadata.path : undefined;
  return typeof path === "string" ? path : "";
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
