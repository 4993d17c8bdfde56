import { strFromU8, unzipSync } from "fflate";
import { type StateVersion, stateVersion } from "../../toolchain/state";

/** What a plan file says of what it was made from. */
export interface SavedPlan {
  /** The root module's cdk.tf.json at the time. */
  readonly configuration: string;
  /** The state that it was planned against; undefined if there was none. */
  readonly state?: StateVersion;
  /** Versions and checksums of the providers that planned. */
  readonly lockFile?: string;
}

const configurationEntry = "tfconfig/m-/cdk.tf.json";
const stateEntry = "tfstate";
const lockEntry = ".terraform.lock.hcl";

/**
 * Reads a plan file: a ZIP that holds the planned changes, the state before them and a copy of the configuration.
 * HashiCorp calls the format its own affair: undefined for one that is not like this, which is then not applied.
 */
export function readSavedPlan(bytes: Uint8Array): SavedPlan | undefined {
  try {
    const wanted = new Set([configurationEntry, stateEntry, lockEntry]);
    const entries = unzipSync(bytes, { filter: ({ name }) => wanted.has(name) });
    const configuration = entries[configurationEntry];
    const state = entries[stateEntry];
    const lockFile = entries[lockEntry];
    if (!configuration || !state) return undefined;
    const version = stateVersion(strFromU8(state));
    return {
      configuration: strFromU8(configuration),
      ...(version && { state: version }),
      ...(lockFile && { lockFile: strFromU8(lockFile) }),
    };
  } catch {
    return undefined;
  }
}

/**
 * Why a plan that was reviewed must not be applied now, in words that follow "because"; undefined if it may be. It
 * may while the state is the one that it was made for, and the branch says what was planned.
 */
export function whyStale(
  plan: SavedPlan | undefined,
  now: { readonly configuration: string; readonly state: StateVersion | undefined },
): string | undefined {
  if (plan === undefined) return "the reviewed plan cannot be read";
  if (plan.configuration !== now.configuration) {
    return "the branch no longer describes what was reviewed";
  }
  const { state } = plan;
  if (state?.lineage !== now.state?.lineage) return "the state is another one than the plan was made for";
  if (state?.serial !== now.state?.serial) {
    return `the state has moved since the review, from serial ${state?.serial ?? 0} to ${now.state?.serial ?? 0}`;
  }
  return undefined;
}
