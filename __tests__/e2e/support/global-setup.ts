import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { TestProject } from "vitest/node";
import { findTerraform, startMoto, Terraform, terraformEnvironment, which } from "../../../toolchain";
import { equip } from "../../../toolchain/equip";
import { motoPrograms } from "../../../toolchain/install-moto";
import { toolCache } from "../../../toolchain/tool-cache";
import { hostProviders } from "../../support/provider-host/provider-host";
import { poolProviders } from "../../support/provider-host/provider-pool";
import { providerIn } from "../../support/provider-host/running-provider";
import { startNursery } from "./moto-nursery";
import { keepBucketPolicies } from "./policy-keeper";
import { answersFolder, schemaFile } from "./real-parts";

/** Finds Terraform and the provider and starts moto: once for all end-to-end tests, which fail if one is missing that cannot be fetched. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // What is missing is said once, by its name; the files that need none of it run, and the others fail.
  const missing = await equip({ say: (line) => console.error(line) });
  if (missing.length > 0) {
    project.provide("missingParts", missing.map(({ message }) => message).join("\n"));
    return async () => {};
  }
  const { path: binary } = await findTerraform();
  const programs = motoPrograms(join(toolCache(), "moto"));
  const putFirst = (folder: string) => {
    process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
  };
  if (!(await which("moto_server")) && programs) putFirst(programs);
  const { PATH: path = "" } = process.env;
  const nursery = await startNursery((await which("moto_server")) as string);
  putFirst(nursery.path);
  const moto = await startMoto();
  const { endpoint, close } = await keepBucketPolicies(moto.endpoint);
  const initialised = mkdtempSync(join(tmpdir(), "outlast-e2e-provider-"));
  const env = await terraformEnvironment({ endpoint });
  writeFileSync(
    join(initialised, "provider.tf.json"),
    JSON.stringify({
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: ">= 5.100.0, < 7.0.0" } } },
    }),
  );
  await new Terraform({ binary, folder: initialised, env }).init();
  const pool = await poolProviders(providerIn(initialised));
  const host = await hostProviders(pool.socket, { endpoint }, { answers: answersFolder(initialised) });
  writeFileSync(schemaFile(initialised), host.schema);
  const defined = Object.entries(host.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  project.provide("realParts", {
    binary,
    path,
    env: Object.fromEntries(defined),
    initialised,
    pool: pool.socket,
    endpoint,
  });
  return async () => {
    await host.close();
    await pool.stop();
    await close();
    await moto.stop();
    await nursery.stop();
    rmSync(initialised, { recursive: true, force: true });
  };
}
