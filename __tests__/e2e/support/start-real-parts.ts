import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findTerraform, startMoto, Terraform, terraformEnvironment, which } from "../../../toolchain";
import { inNoAccount } from "../../../toolchain/environment";
import { equip } from "../../../toolchain/equip";
import { motoPrograms } from "../../../toolchain/install-moto";
import { toolCache } from "../../../toolchain/tool-cache";
import type { Part } from "../../support/before-all";
import { hostProviders } from "../../support/provider-host/provider-host";
import { type ProviderPool, poolProviders } from "../../support/provider-host/provider-pool";
import { providerIn } from "../../support/provider-host/running-provider";
import { startNursery } from "./moto-nursery";
import { keepBucketPolicies } from "./policy-keeper";
import { answersFolder, schemaFile } from "./real-parts";

/** Finds Terraform and the provider and starts moto: once for all end-to-end tests, which fail if one is missing that cannot be fetched. */
export async function startRealParts(): Promise<Part> {
  // What is missing is said once, by its name; the files that need none of it run, and the others fail.
  const missing = await equip({ say: (line) => console.error(line) });
  if (missing.length > 0)
    return { provided: { missingParts: missing.map(({ message }) => message).join("\n") } };
  const programs = motoPrograms(join(toolCache(), "moto"));
  if (!(await which("moto_server")) && programs) putFirst(programs);
  const { PATH: path = "" } = process.env;
  const { path: binary } = await findTerraform();
  const initialised = mkdtempSync(join(tmpdir(), "outlast-e2e-provider-"));
  const cloud = startCloud();
  const [{ endpoint, stop }, { host, pool }] = await Promise.all([
    cloud,
    startProviders(binary, initialised, cloud),
  ]);
  const env = { ...(await terraformEnvironment({ endpoint })), ...host.env };
  const defined = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    provided: {
      realParts: {
        ...{ binary, path, initialised, endpoint, pool: pool.socket },
        env: Object.fromEntries(defined),
      },
    },
    async stop() {
      await host.close();
      await pool.stop();
      await stop();
      rmSync(initialised, { recursive: true, force: true });
    },
  };
}

interface Started {
  readonly endpoint: string;
  stop(): Promise<void>;
}

async function startCloud(): Promise<Started> {
  const nursery = await startNursery((await which("moto_server")) as string);
  putFirst(nursery.path);
  const moto = await startMoto();
  const { endpoint, close } = await keepBucketPolicies(moto.endpoint);
  return {
    endpoint,
    async stop() {
      await close();
      await moto.stop();
      await nursery.stop();
    },
  };
}

/** Providers that go on running, of the version that Terraform installs. */
async function startProviders(binary: string, initialised: string, cloud: Promise<Started>) {
  writeFileSync(
    join(initialised, "provider.tf.json"),
    JSON.stringify({
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: ">= 5.100.0, < 7.0.0" } } },
    }),
  );
  const env = await terraformEnvironment({ env: inNoAccount(process.env) });
  await new Terraform({ binary, folder: initialised, env }).init();
  const pool: ProviderPool = await poolProviders(providerIn(initialised));
  const host = await hostProviders(pool.socket, cloud, { answers: answersFolder(initialised) });
  writeFileSync(schemaFile(initialised), host.schema);
  return { host, pool };
}

function putFirst(folder: string): void {
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
}
