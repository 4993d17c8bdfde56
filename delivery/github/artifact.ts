import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { OutlastError } from "../../errors/outlast-error";
import { deliveryError } from "../errors";
import { aboutFile } from "./about";

/** The files of an artifact, by their names in it. */
export type Evidence = Readonly<Record<string, Uint8Array>>;

const mebibyte = 2 ** 20;

/** Bytes that an artifact may have, as it is sent. */
const largestArtifact = 16 * mebibyte;

/** Bytes that its files may have together. */
const largestContent = 256 * mebibyte;

const files = /^(?:review\.md|about\.json|[\w-]{1,100}\/(?:plan\.json|terraform\.lock\.hcl))$/;
const folder = /^[\w-]{1,100}\/$/;
const mostFiles = 1_000;

/**
 * What an artifact holds, if it holds nothing but what `plan --out` keeps: one that also brings a configuration, settings
 * or values of variables, a plan file, a path out of its folder, or more than there can be, is refused whole. A link is a
 * text as any other here: no mode is taken over.
 *
 * @throws {OutlastError} `PLAN_ARTIFACT_UNSAFE`
 */
export function unpackEvidence(zip: Uint8Array): Evidence {
  refuseLarge(zip.length);
  const names = new Set<string>();
  let size = 0;
  // Declared sizes bound what is unpacked: the buffer of a file is no larger.
  const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
    if (folder.test(name)) return false;
    if (!files.test(name)) throw unsafe(`holds ${JSON.stringify(name.slice(0, 200))}`);
    // Who looks into it with another program may be shown the other one.
    if (names.has(name)) throw unsafe(`holds ${name} twice`);
    names.add(name);
    size += originalSize;
    if (names.size > mostFiles) throw unsafe(`holds more than ${mostFiles} files`);
    if (!(size <= largestContent)) throw unsafe(`would have ${size} bytes unpacked`);
    return true;
  };
  try {
    return unzipSync(zip, { filter });
  } catch (error) {
    if (error instanceof OutlastError) throw error;
    throw unsafe("is no archive that can be read");
  }
}

/** @throws {OutlastError} `PLAN_ARTIFACT_UNSAFE` for so many bytes, if they are too many */
export function refuseLarge(bytes: number): void {
  if (bytes > largestArtifact) throw unsafe(`has ${bytes} bytes`);
}

function unsafe(what: string): OutlastError {
  return deliveryError("PLAN_ARTIFACT_UNSAFE", `the artifact ${what}`);
}

/** @throws {OutlastError} `PLAN_FOLDER_TAKEN` where something is in the folder already */
export function emptyFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  const [name] = readdirSync(path);
  if (name !== undefined) throw deliveryError("PLAN_FOLDER_TAKEN", `${path} holds ${name}`);
}

/** Writes what was unpacked into an empty folder. */
export function writeEvidence(evidence: Evidence, path: string): void {
  for (const [name, bytes] of Object.entries(evidence)) {
    if (name === aboutFile) continue;
    const target = join(path, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}
