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

/** Of one platform, for which several public package definitions say the same. Fetching it has never been tried. */
const tofu: Release = {
  version: "1.10.6",
  origin: "https://github.com",
  path: (platform) => `/opentofu/opentofu/releases/download/v1.10.6/tofu_1.10.6_${platform}.zip`,
  sha256: { linux_amd64: "15b7bed76420b50da3e121769c43341df8cd57d751ca14e6dbe9c850124c6dac" },
};

/** By the name of the program in its archive. */
export const fetchable: Readonly<Record<"terraform" | "tofu", Release>> = { terraform, tofu };
