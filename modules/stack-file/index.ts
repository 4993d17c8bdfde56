import { join } from "node:path";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { writeChanged } from "./write-changed";

/** What the file is. */
export interface StackFileProps {
  /** Where the file goes, relative to the folder of the stack's JSON, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * A file beside a stack's JSON, written from memory when the stack is synthesized. Resources refer to it by `path`,
 * since Terraform runs in that folder.
 */
export class StackFile extends Construct {
  readonly path: string;

  constructor(scope: Construct, id: string, { path, bytes }: StackFileProps) {
    super(scope, id);
    this.path = path;
    const stack = TerraformStack.of(this);
    const { synthesizer } = stack;
    stack.synthesizer = {
      synthesize(session) {
        const target = join(session.outdir, session.manifest.forStack(stack).workingDirectory, path);
        writeChanged(target, bytes);
        synthesizer.synthesize(session);
      },
    };
  }
}
