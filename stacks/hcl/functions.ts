import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FunctionListing } from "../../modules/function-listing";
import { functionsFolder } from "./files";

/** The files of one edge function, and what is said of them above its resource. */
export interface ListedFunction {
  /** Address of what deploys it. */
  readonly address: string;
  /** The deployed bytes, relative to the folder of the HCL. */
  readonly deployed: string;
  readonly comment: readonly string[];
  /** Content by path. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * A function's deployed bytes, the same program as it is read, and the list of its sources in the form of `sha256sum`,
 * by which both can be held to a checkout of the project.
 */
export function listedFunction({ name, code, readable, resource }: FunctionListing): ListedFunction {
  const { code: program, root, sources } = readable();
  const list = sources.map((path) => `${sha256(readFileSync(join(root, path)))}  ${path}\n`).join("");
  const deployed = `${functionsFolder}/${name}.js`;
  const forReading = `${functionsFolder}/${name}.readable.js`;
  const ofSources = `${functionsFolder}/${name}.sources.sha256`;
  const text = [
    `// ${name}, before it was minified: for reading, not deployed. Deployed is ${name}.js, SHA-256 ${sha256(code)}.`,
    `// Both are made of the files that ${name}.sources.sha256 lists, SHA-256 ${sha256(list)}.`,
    "",
    program,
  ].join("\n");
  return {
    address: `${resource.terraformResourceType}.${resource.friendlyUniqueId}`,
    deployed,
    comment: [
      `Code: ${deployed} as it is deployed, SHA-256 ${sha256(code)};`,
      `${forReading} to read, SHA-256 ${sha256(text)};`,
      `both from the sources in ${ofSources}, SHA-256 ${sha256(list)}.`,
    ],
    files: { [deployed]: code, [forReading]: text, [ofSources]: list },
  };
}

function sha256(bytes: string | Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
