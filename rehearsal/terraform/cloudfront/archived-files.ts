import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { unzipSync } from "fflate";
import { Block } from "../../../terraform/block";
import { readBeside } from "../../../terraform/files";
import { compileGlob, filesBelow } from "../../../terraform/fileset";
import { describe, Findings } from "../../../terraform/problems";
import { findBy, known, type Resource, type Resources } from "../../../terraform/resources";

type Files = ReadonlyMap<string, Uint8Array>;

/** Bytes of code and libraries, unpacked (AWS Lambda guide, "Lambda quotas"). */
const maxUnpacked = 250 * 1024 * 1024;

/**
 * The files of an archive. Where an `archive_file` makes it, that counts: Terraform packs it anew with every plan, and it is
 * nowhere before the first one. A plan and a state say of which archive they were made, which is taken while it is there.
 *
 * @throws for what is no archive, and for one that is larger than Lambda's
 */
export function archivedFiles(path: string, resources: Resources): Files {
  const made =
    findBy(resources, "archive_file", "output_path", path, "data") ??
    findBy(resources, "archive_file", "output_path", path);
  if (made === undefined) return unzip(readBeside(resources.folder, path));
  const wanted = known(made, "output_base64sha256");
  const archive = typeof wanted === "string" ? readIfThere(path, resources) : undefined;
  const isOfPlan = archive !== undefined && createHash("sha256").update(archive).digest("base64") === wanted;
  return isOfPlan ? unzip(archive) : packed(made, resources);
}

/** What an `archive_file` packs (provider archive, `archive_file`). */
function packed(made: Resource, { folder }: Resources): Files {
  const findings = new Findings();
  const block = Block.of(made, findings);
  const files = new Map<string, Uint8Array>();
  let size = 0;
  const put = (name: string, bytes: Uint8Array) => {
    size = within(size + bytes.length);
    files.set(name, bytes);
  };
  for (const source of block.blocks("source"))
    put(source.required("filename"), Buffer.from(source.string("content", "")));
  const content = block.string("source_content");
  if (content !== undefined) put(block.required("source_content_filename"), Buffer.from(content));
  const file = block.string("source_file");
  if (file !== undefined) put(basename(file), readBeside(folder, file));
  const directory = block.string("source_dir");
  const isLeftOut = block.strings("excludes").map(compileGlob);
  for (const name of directory === undefined ? [] : filesBelow(resolve(folder, directory))) {
    // A folder that is left out is left out whole.
    const parts = name.split("/");
    const paths = parts.map((_, at) => parts.slice(0, at + 1).join("/"));
    if (!paths.some((one) => isLeftOut.some((matches) => matches(one))))
      put(name, readBeside(folder, `${directory}/${name}`));
  }
  if (findings.problems.length > 0) throw new Error(findings.problems.map(describe).join(" "));
  if (files.size === 0) throw new Error(`${made.address} packs no file`);
  return files;
}

function readIfThere(path: string, { folder }: Resources): Buffer | undefined {
  try {
    return readBeside(folder, path);
  } catch {
    return undefined;
  }
}

function unzip(archive: Uint8Array): Files {
  let size = 0;
  const files = unzipSync(archive, {
    filter: ({ originalSize }) => {
      size = within(size + originalSize);
      return true;
    },
  });
  return new Map(Object.entries(files));
}

function within(size: number): number {
  if (size > maxUnpacked) throw new Error(`it has more than ${maxUnpacked} bytes unpacked`);
  return size;
}
