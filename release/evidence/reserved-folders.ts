import { carriesHash } from "../classes/content-hash";

/** Folders that a framework keeps for files that it names by their content, wherever a site lies. */
export const reservedFolders: readonly {
  readonly folder: string;
  readonly by: string;
  /** Where the framework says so. */
  readonly source: string;
}[] = [
  {
    folder: "_next/static/",
    by: "Next.js",
    source: "https://nextjs.org/docs/app/api-reference/config/next-config-js/headers#cache-control",
  },
  {
    folder: "_astro/",
    by: "Astro",
    source: "https://docs.astro.build/en/reference/configuration-reference/#buildassets",
  },
  {
    folder: "_app/immutable/",
    by: "SvelteKit",
    source: "https://svelte.dev/docs/kit/configuration#appDir",
  },
  {
    folder: "_nuxt/",
    by: "Nuxt",
    source: "https://nuxt.com/docs/api/nuxt-config#buildassetsdir",
  },
  {
    folder: "_expo/static/",
    by: "Expo",
    source: "https://docs.expo.dev/router/web/static-rendering/",
  },
];

/**
 * Names below a framework's folder that have no common hash, where it puts them. Next.js keeps the manifests of one build in
 * a folder that is called by an id of chance (nanoid, 21 characters), where the config calls it by no version or date; its
 * fonts begin with their hash, and Turbopack's hashes are 13 of small letters, digits, `_`, `-`, `~`, of which the first, the
 * highest digit of a number, is a small one. As many digits alone are a time in milliseconds.
 */
const ownNames: Readonly<Record<string, RegExp>> = {
  "_next/static/":
    /^(?=[^/]*[a-z])(?=[^/]*[a-z\d][A-Z])(?=[^/]*\d)(?!([^/_-]*[-_]){3})[\w-]{21}\/_\w+Manifest\.js$|^(chunks\/(turbopack-)?|media\/[^/]+\.)(?=[\d_~-]+[a-z])(?=\d)[\da-z_~-]{13}\.\w+$|^media\/(?=\d*[a-f])[\da-f]{16,}-s(\.p)?\.(woff2?|[ot]tf|eot)$/,
};

/** Folders in which chunks have nothing but a hash for a name; elsewhere a name of eight characters is a name. */
const withBareHashes = new Set(["_app/immutable/", "_nuxt/"]);

/** A file that came with a name has it before its hash; alone, a run of digits is an upload's id, or a time. */
const cameWithName = /^[\da-z]+\.(?!(m?js|css|wasm|woff2?|[ot]tf|eot)$)\w+$/i;

/** Numbers that stand for themselves are times, dates and ids: of a hash's digits hardly ever all are decimal ones. */
const numbers = /(?<![\da-z])\d{8,}(?![\da-z])/gi;

/**
 * The framework whose folder a file lies in, if its name has a hash as well: Nuxt's `_nuxt/builds/latest.json` and what
 * people put beside have none.
 */
export function reservingFramework(key: string): string | undefined {
  for (const { by, folder } of reservedFolders) {
    const at = `/${key}`.indexOf(`/${folder}`);
    if (at < 0) continue;
    const rest = key.slice(at + folder.length);
    const name = rest.slice(rest.lastIndexOf("/") + 1).replace(numbers, "");
    const isBare = withBareHashes.has(folder) && /\.m?js(\.map)?$/.test(name) && carriesHash(`-${name}`);
    if (isBare || (carriesHash(name) && !cameWithName.test(name)) || ownNames[folder]?.test(rest))
      return `${folder}, ${by}`;
  }
  return undefined;
}
