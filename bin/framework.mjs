// The one seam between CDKTF and CDK Terrain: outlast imports the first, and where a project has the second in its place,
// these names lead there. Both have the same API (docs/guides/cdk-terrain.md).
import * as module from "node:module";
import { join } from "node:path";

const names = { cdktf: "cdktn", "@cdktf/provider-aws": "@cdktn/provider-aws" };

const assets = /[\\/]cdkt[fn][\\/]lib[\\/]private[\\/]fs\.js$/;
const versions = /[\\/]cdkt[fn][\\/]lib[\\/]validations[\\/]validate-binary-version\.js$/;

/** Looks from `folder`, where outlast is, which of them the project has. */
export function chooseFramework(folder) {
  const require = module.createRequire(join(folder, "package.json"));
  const isThere = (name) => {
    try {
      return require.resolve(name) !== "";
    } catch {
      return false;
    }
  };
  if (isThere("cdktf") || !isThere("cdktn")) return;
  if (module.registerHooks === undefined) {
    console.error(
      `CDK Terrain needs Node 22.15 or newer, and this is ${process.versions.node}: https://nodejs.org/en/download`,
    );
    process.exit(3);
  }
  module.registerHooks({
    resolve: (specifier, context, next) => next(terrainName(specifier), context),
  });
}

/** "cdktf" and what is below "@cdktf/provider-aws/" under the names of CDK Terrain; everything else as it is. */
export function terrainName(specifier) {
  const own = Object.keys(names).find((name) => specifier === name || specifier.startsWith(`${name}/`));
  return own === undefined ? specifier : names[own] + specifier.slice(own.length);
}

/**
 * CDKTF's assets load what makes archives, a quarter of all that CDKTF is, for a process of its own that makes them: there it
 * is loaded, and here nothing asks it (lib/private/fs.js of CDKTF 0.21). What compares versions, a fifth of what is left, is
 * asked where a stack has moved resources alone, and loaded then.
 */
export function withoutUnasked() {
  const load = module.Module._load;
  module.Module._load = (name, parent, isMain) => {
    if (name === "archiver" && assets.test(parent?.filename)) return {};
    if (name !== "semver" || !versions.test(parent?.filename)) return load(name, parent, isMain);
    return new Proxy({}, { get: (_, property) => load(name, parent, isMain)[property] });
  };
}
