import { isList, isMap, type Json, type Value } from "../value";
import { type Assignment, alignedText } from "./align";
import { quotedTemplate } from "./template";
import { indented, valueLines } from "./value";

/** One block of a `.tf.json` file, to be written in Terraform's own language. */
export interface JsonBlock {
  /** `resource`, with its labels `aws_s3_bucket` and `origin`. */
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Json;
  /** Lines of prose above it. */
  readonly comment?: readonly string[];
  /** JSON writes nested blocks and objects alike: which a path is, such as `rule.filter`. */
  readonly isBlock: (path: string) => boolean;
}

/** Arguments of the language itself that name things, in JSON as text. */
const references = new Set(["provider", "depends_on", "ignore_changes", "replace_triggered_by"]);
/** Blocks of the language itself. */
const languageBlocks = new Set(["lifecycle", "precondition", "postcondition"]);
/** First of all, as the style guide of Terraform has it. */
const leading = ["count", "for_each", "provider"];
/** What one knows a thing by, before the rest of its arguments. */
const identifying = ["alias", "sid", "id", "name", "bucket", "function_name", "alarm_name", "origin_id"];
const trailing = ["lifecycle", "depends_on"];

/** A block as a careful person writes it, in the form of `terraform fmt`; ends without a line break. */
export function blockText({ type, labels, body, comment = [], isBlock }: JsonBlock): string {
  const head = [type, ...labels.map((label) => quotedTemplate(label))].join(" ");
  const above = comment.map((line) => (line === "" ? "#" : `# ${line}`));
  return [...above, ...braced(head, bodyLines(body, "", isBlock))].join("\n");
}

function braced(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`${head} {}`] : [`${head} {`, ...lines.map(indented), "}"];
}

/** What identifies first, attributes of one line, longer ones, nested blocks, and what is for Terraform alone. */
function bodyLines(body: Json, path: string, isBlock: JsonBlock["isBlock"]): string[] {
  const first: Assignment[] = [];
  const known: Assignment[] = [];
  const short: Assignment[] = [];
  const long: string[][] = [];
  const blocks: string[][] = [];
  const last = new Map<string, string[]>();
  for (const [name, value] of Object.entries(body)) {
    if (name === "//" || value === null || (isList(value) && value.length === 0 && references.has(name)))
      continue;
    const at = path === "" ? name : `${path}.${name}`;
    const nested =
      languageBlocks.has(name) || isBlock(at) ? nestedBlocks(name, value, at, isBlock) : undefined;
    const assignment = { name, lines: references.has(name) ? referenceLines(value) : valueLines(value) };
    if (trailing.includes(name)) last.set(name, nested?.flat() ?? alignedText([assignment]));
    else if (nested) blocks.push(...nested);
    else if (leading.includes(name)) first.push(assignment);
    else if (assignment.lines.length === 1 && identifying.includes(name)) known.push(assignment);
    else if (assignment.lines.length === 1) short.push(assignment);
    else long.push(alignedText([assignment]));
  }
  const groups = [alignedText(first), alignedText([...known, ...short]), ...long, ...blocks];
  for (const name of trailing) groups.push(last.get(name) ?? []);
  return groups.filter((lines) => lines.length > 0).flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
}

function nestedBlocks(name: string, value: Value, path: string, isBlock: JsonBlock["isBlock"]): string[][] {
  const bodies = isList(value) ? value : [value];
  return bodies
    .filter((body) => isMap(body))
    .map((body) => braced(name, bodyLines(body as Json, path, isBlock)));
}

/** Names of resources and providers, bare: in quotes they are deprecated. */
function referenceLines(value: Value): string[] {
  if (!isList(value)) return [String(value)];
  if (value.length === 1) return [`[${value[0]}]`];
  return ["[", ...value.map((name) => `  ${name},`), "]"];
}
