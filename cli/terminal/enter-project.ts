import { relative, resolve } from "node:path";
import { packageRoot } from "../../config/package-root";

/**
 * Goes to the project's folder, wherever a verb was called: a folder of content got a cdktf.out, and a state, otherwise.
 * Returns where that was, if it was elsewhere; what is printed of files is relative to the project, which is said to
 * somebody who is in one of its folders.
 */
export function enterProject(program: Pick<NodeJS.Process, "chdir" | "cwd" | "env">): string | undefined {
  const here = program.cwd();
  const root = packageRoot();
  if (here === root) return undefined;
  const { CDKTF_OUTDIR: outdir, TERRAFORM: terraform } = program.env;
  if (outdir) program.env.CDKTF_OUTDIR = resolve(here, outdir);
  if (terraform?.includes("/")) program.env.TERRAFORM = resolve(here, terraform);
  const way = relative(here, root);
  if (/^[./\\]+$/.test(way)) console.error(`outlast works in ${way}`);
  program.chdir(root);
  return here;
}
