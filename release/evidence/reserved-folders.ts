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
 * Names below a framework's folder that have no common hash. Next.js keeps the manifests of one build in a folder that is
 * called by an id of chance (nanoid, 21 characters); webpack's chunks and fonts begin with their hash there, and Turbopack's
 * hashes are 13 of small letters, digits, `_`, `-`, `~`, of which the first, the highest digit of a number, is a small one.
 */
const ownNames: Readonly<Record<string, RegExp>> = {
  "_next/static/":
    /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w-]{21}\/_\w+Manifest\.js$|(^|[-./])(?=\d)[\da-z_~-]{13}\.\w+$|(^|\/)[\da-f]{16,}[-.]/,
};

/** Folders in which chunks have nothing but a hash for a name; elsewhere a name of eight characters is a name. */
const withBareHashes = new Set(["_app/immutable/", "_nuxt/"]);

/**
 * The framework whose folder a file lies in, if its name has a hash as well: Nuxt's `_nuxt/builds/latest.json` and what
 * people put beside have none.
 */
export function reservingFramework(key: string): string | undefined {
  for (const { by, folder } of reservedFolders) {
    const at = `/${key}`.indexOf(`/${folder}`);
    if (at < 0) continue;
    const rest = key.slice(at + folder.length);
    const name = rest.slice(rest.lastIndexOf("/") + 1);
    const isBare = withBareHashes.has(folder) && carriesHash(`-${name}`);
    if (isBare || carriesHash(name) || ownNames[folder]?.test(rest)) return `${folder}, ${by}`;
  }
  return undefined;
}
