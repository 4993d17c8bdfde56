import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, Testing } from "cdktf";

/** Where apps of unit tests could write to. One folder for all of them: nothing does, since `Testing.synth` gives text. */
const outdir = join(tmpdir(), "outlast-unit-tests");

/** An app for one synthesis, as CDKTF's own tests make it. */
export function testApp(): App {
  return Testing.app({ outdir });
}
