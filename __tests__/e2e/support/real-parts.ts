import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import { Terraform } from "../../../toolchain";
import { hostProviders, type ProviderHost } from "../../support/provider-host/provider-host";
import type { Workplace } from "../../support/provider-host/provider-pool";

/** What the global setup finds and starts once for all files. */
export interface RealParts {
  /** Path of the terraform program. */
  readonly binary: string;
  /** PATH without the nursery of motos, for who looks at the processes of a moto. */
  readonly path: string;
  /** Variables that point it at the moto server of this run, with providers that go on running. */
  readonly env: Readonly<Record<string, string>>;
  /** A folder in which `terraform init` has installed the provider. */
  readonly initialised: string;
  /** Where providers that run are borrowed. */
  readonly pool: string;
  /** Address of the moto server. */
  readonly endpoint: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    realParts: RealParts;
    /** What of them this machine has not got, with its mend. */
    missingParts: string | undefined;
  }
}

/** An empty folder that is removed at the end of the process, laid out like a project: `<root>/cdktf.out`. */
export function projectFolder(): string {
  const root = mkdtempSync(join(tmpdir(), "outlast-e2e-"));
  process.once("exit", () => rmSync(root, { recursive: true, force: true }));
  return join(root, "cdktf.out");
}

/** Where the schema is kept that every provider of this run has. */
export function schemaFile(initialised: string): string {
  return join(initialised, "schema");
}

/** Where the answers of providers are kept that do not change within this run. */
export function answersFolder(initialised: string): string {
  return join(initialised, "answers");
}

/**
 * Providers that go on running, at a local cloud of the test's own, for a configuration that is in `folder`, if it has
 * assets. A cloud that deploys by itself says only then where it is.
 */
export function hostProvidersAt(
  cloud: Workplace | Promise<Workplace>,
  folder?: string,
): Promise<ProviderHost> {
  const { initialised, pool } = inject("realParts");
  const assets = folder && join(folder, "assets");
  const place = cloud instanceof Promise ? cloud.then((at) => ({ ...at, assets })) : { ...cloud, assets };
  return hostProviders(pool, place, {
    schema: readFileSync(schemaFile(initialised)),
    answers: answersFolder(initialised),
  });
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
