import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { IStackSynthesizer, TerraformStack } from "cdktf";
import { contentsFile, functionsFolder, hclFiles, metadataFile } from "./files";

/**
 * Writes the files of a stack's HCL beside the one that CDKTF writes. It stands where CDKTF's own synthesizer did, so
 * that `cdktf synth --hcl` writes the same as `outlast synth --hcl`.
 */
export function hclSynthesizer(
  stack: TerraformStack,
  own: IStackSynthesizer,
  files: () => Readonly<Record<string, string>>,
): IStackSynthesizer {
  return {
    synthesize(session) {
      const folder = join(session.outdir, session.manifest.forStack(stack).workingDirectory);
      removeHcl(folder);
      // Validates, and writes CDKTF's own file, which is one of these.
      own.synthesize(session);
      for (const [path, text] of Object.entries(files())) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
  };
}

/** Removes what an earlier run wrote as HCL: Terraform reads both forms, and would find everything twice. */
export function removeHcl(folder: string): void {
  if (!existsSync(folder)) return;
  const written = [contentsFile, metadataFile, functionsFolder, ...Object.keys(hclFiles)];
  for (const name of readdirSync(folder).filter((one) => written.includes(one)))
    rmSync(join(folder, name), { recursive: true, force: true });
}
