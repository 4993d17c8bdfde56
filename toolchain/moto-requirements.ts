import wheels from "./moto-wheels.json";

/**
 * What pip installs in moto's virtual environment, as a requirements file in its hash-checking mode: moto and all that it
 * depends on, by version, each with the SHA-256 of its wheels for CPython 3.11 to 3.14 on Linux (glibc and musl) and macOS.
 * lazy-object-proxy has no wheel for Intel's Macs: moto goes there without it and the one package that needs it, which it
 * asks for API Gateway's REST APIs, and for CloudFormation since that knows these.
 * @see https://pip.pypa.io/en/stable/topics/secure-installs/
 */
export const motoRequirements = Object.entries(wheels)
  .map(
    ([pinned, hashes]) => `${[pinned, ...hashes.map((hash) => `--hash=sha256:${hash}`)].join(" \\\n  ")}\n`,
  )
  .join("");

const [pinnedMoto] = Object.keys(wheels).filter((pinned) => pinned.startsWith("moto=="));

/** The version that the local cloud was written against. */
export const motoVersion = (pinnedMoto as string).slice("moto==".length);

/** Of Python: the first that all of it is made for, and the last. */
export const motoPythons = ["3.11", "3.14"] as const;
