import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import { Terraform } from "../../../toolchain";

/** What the global setup finds and starts once for all files. */
export interface RealParts {
  /** Path of the terraform program. */
  readonly binary: string;
  /** Variables that point it at the moto server of this run. */
  readonly env: Readonly<Record<string, string>>;
  /** A folder in which `terraform init` has installed the provider. */
  readonly initialised: string;
  /** Address of the moto server. */
  readonly endpoint: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    realParts: RealParts;
  }
}

/** An empty folder that is removed at the end of the process, laid out like a project: `<root>/cdktf.out`. */
export function projectFolder(): string {
  const root = mkdtempSync(join(tmpdir(), "outlast-e2e-"));
  process.once("exit", () => rmSync(root, { recursive: true, force: true }));
  return join(root, "cdktf.out");
}

/** Terraform in the folder of one synthesized stack. */
export function terraformIn(stackFolder: string): Terraform {
  const { binary, env } = inject("realParts");
  return new Terraform({ binary, folder: stackFolder, env });
}

/** Lends a stack the provider that is installed already, so that its own `init` copies nothing. */
export function lendProvider(stackFolder: string): void {
  const { initialised } = inject("realParts");
  const providers = join(stackFolder, ".terraform/providers");
  mkdirSync(dirname(providers), { recursive: true });
  symlinkSync(join(initialised, ".terraform/providers"), providers);
  cpSync(join(initialised, ".terraform.lock.hcl"), join(stackFolder, ".terraform.lock.hcl"));
}
