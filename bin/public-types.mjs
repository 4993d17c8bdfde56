// The types of what is published, one file an entry point. What of them is public is in library/*.api.md as well, where a
// change of it is seen.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const emitted = join(root, "dist/types");

/** Each is `outlast`, or `outlast/<its name>`. */
export const entryPoints = ["outlast", "edge", "testing", "drill", "audit"].map((name) =>
  join(root, "library", `${name}.ts`),
);

/** Writes the types of each entry point to `folder`, and what is public of it to `reports`. */
export async function writeTypes(folder, reports = join(root, "library")) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.library.json"], { cwd: root, stdio: "inherit" });
  const { CompilerState, Extractor, ExtractorConfig } = await import("@microsoft/api-extractor");
  mkdirSync(folder, { recursive: true });
  const configs = entryPoints.map((entry) =>
    ExtractorConfig.prepare({
      configObject: extraction(basename(entry, ".ts"), folder, reports),
      configObjectFullPath: undefined,
      packageJsonFullPath: join(root, "package.json"),
    }),
  );
  const [first, ...others] = configs;
  const additionalEntryPoints = others.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath);
  // Read once for all of them: what they import of each other, and the types of the frameworks, are most of it.
  const compilerState = CompilerState.create(first, { additionalEntryPoints });
  const messageCallback = (message) => {
    if (message.logLevel === "error") console.error(message.text);
    message.handled = true;
  };
  for (const config of configs)
    Extractor.invoke(config, { compilerState, localBuild: true, messageCallback });
}

function extraction(name, folder, reports) {
  const declarations = join(emitted, "library", `${name}.d.ts`);
  const silent = { default: { logLevel: "none" } };
  return {
    projectFolder: root,
    mainEntryPointFilePath: declarations,
    newlineKind: "lf",
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          ...{ module: "esnext", moduleResolution: "bundler", target: "es2023", types: ["node"] },
          ...{ strict: true, skipLibCheck: true },
        },
        files: [declarations],
      },
    },
    apiReport: {
      enabled: true,
      reportFileName: `${name}.api.md`,
      reportFolder: reports,
      reportTempFolder: join(emitted, "reports"),
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: true, untrimmedFilePath: join(folder, `${name}.d.ts`) },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: "error" } },
      extractorMessageReporting: silent,
      tsdocMessageReporting: silent,
    },
  };
}
