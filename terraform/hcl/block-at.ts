import { own } from "../value";
import type { HclFolder } from "./folder";
import { type BlockLines, lineWithin } from "./lines";

/** A block, with the file that it stands in. */
export interface FoundBlock {
  readonly file: string;
  readonly block: BlockLines;
}

/**
 * The blocks of an address such as `module.site.aws_s3_bucket.origin["eu"]`: the first of its name, and those of
 * overrides.
 */
export function blocksAt(root: HclFolder, address: string): readonly FoundBlock[] {
  if (address.startsWith("backend.")) return backendsIn(root);
  const steps = address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, "").split(".");
  let folder = root;
  while (steps[0] === "module" && steps.length > 2) {
    const next = own(folder.modules, steps[1] as string);
    if (next === undefined || typeof next === "string") break;
    folder = next;
    steps.splice(0, 2);
  }
  const isData = steps[0] === "data";
  const labels = isData ? steps.slice(1) : steps;
  const type = isData ? "data" : steps[0] === "module" ? "module" : "resource";
  const wanted = type === "module" ? labels.slice(1, 2) : labels.slice(0, 2);
  return blocksOf(folder).get([type, ...wanted].join(".")) ?? [];
}

/** Where an attribute of an address is decided: in the last override that has it, or in the block itself. */
export function decidedAt(
  root: HclFolder,
  address: string,
  path: string,
): { readonly file: string; readonly line: number } | undefined {
  const found = blocksAt(root, address);
  const [name = ""] = path.split(/[.[]/);
  const decides = found.findLast(({ block }) => has(block, name)) ?? found[0];
  return decides && { file: decides.file, line: lineWithin(decides.block, path) };
}

function has({ attributes, blocks }: BlockLines, name: string): boolean {
  return (
    attributes.has(name) ||
    blocks.some(({ labels, type }) => type === name || (type === "dynamic" && labels[0] === name))
  );
}

const blocksByName = new WeakMap<HclFolder, ReadonlyMap<string, readonly FoundBlock[]>>();

/** Kept: a folder may have thousands of blocks, each with findings. */
function blocksOf(folder: HclFolder): ReadonlyMap<string, readonly FoundBlock[]> {
  const known = blocksByName.get(folder);
  if (known) return known;
  const made = new Map<string, FoundBlock[]>();
  for (const file of folder.files)
    for (const block of file.blocks) {
      const name = [block.type, ...block.labels].join(".");
      const found = { file: file.name, block };
      const others = made.get(name);
      if (others) others.push(found);
      else made.set(name, [found]);
    }
  blocksByName.set(folder, made);
  return made;
}

/** The last one decides: overrides come after what they override. */
function backendsIn({ files }: HclFolder): readonly FoundBlock[] {
  const all = files.flatMap(({ blocks, name: file }) =>
    blocks
      .filter(({ type }) => type === "terraform")
      .flatMap(({ blocks: inner }) => inner.filter(({ type }) => type === "backend"))
      .map((block) => ({ file, block })),
  );
  return all.slice(-1);
}
