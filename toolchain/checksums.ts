/** A program that can be fetched: where its archives are, and what they have to be. */
export interface Release {
  readonly version: string;
  /** Where its publisher has them; OUTLAST_DOWNLOADS names another host with the same paths. */
  readonly origin: string;
  /** @param platform "linux_amd64" */
  readonly path: (platform: string) => string;
  /** SHA-256 of the archive of each platform. A platform without is installed by hand: none is taken unchecked. */
  readonly sha256: Readonly<Record<string, string>>;
}

/**
 * The version of the workflows, as `terraform_<version>_SHA256SUMS` of its publisher has it; read in HashiCorp's Homebrew tap,
 * and the same in other public package definitions.
 */
const terraform: Release = {
  version: "1.11.4",
  origin: "https://releases.hashicorp.com",
  path: (platform) => `/terraform/1.11.4/terraform_1.11.4_${platform}.zip`,
  sha256: {
    darwin_amd64: "a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b",
    darwin_arm64: "867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18",
    linux_amd64: "1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc",
    linux_arm64: "a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633",
  },
};

/**
 * As `tofu_<version>_SHA256SUMS` of its publisher has it, read in public package definitions: of Intel's Macs in one, of the
 * others in two or three that say the same. Fetching it has never been tried.
 */
const tofu: Release = {
  version: "1.12.6",
  origin: "https://github.com",
  path: (platform) => `/opentofu/opentofu/releases/download/v1.12.6/tofu_1.12.6_${platform}.zip`,
  sha256: {
    darwin_amd64: "166388e5feed47e107e11721b6366bf91d21e47eccbced75f3cbe0c7184ffd9b",
    darwin_arm64: "e083ee43790ab9e19ad66d9933e24a7244a1412e1d5728f37999ae2163fdac95",
    linux_amd64: "5dc43da4f750f33873dc25e94587128709e819e544b7be9016b255316153c3a8",
    linux_arm64: "e573979ba68a17fe7b881752051a694a7efcd970e39521f6a25775197861ed4d",
  },
};

/** By the name of the program in its archive. */
export const fetchable: Readonly<Record<"terraform" | "tofu", Release>> = { terraform, tofu };
