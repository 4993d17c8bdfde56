import { relative, resolve } from "node:path";
import { configVariable, projectFolder } from "../../config/project-root";

/**
 * Goes to the project's folder, wherever a verb was called: a folder of content got a cdktf.out, and a state, otherwise.
 * Outside of any, a verb that needs none works where it was called.
 * Returns where that was, if it was elsewhere; what is printed of files is relative to the project, which is said to
 * somebody who is in one of its folders.
 */
export function enterProject(program: Pick<NodeJS.Process, "chdir" | "cwd" | "env">): string | undefined {
  const here = program.cwd();
  const root = projectFolder();
  if (root === undefined || here === root) return undefined;
  const { CDKTF_OUTDIR: outdir, TERRAFORM: terraform } = program.env;
  if (outdir) program.env.CDKTF_OUTDIR = resolve(here, outdir);
  if (terraform?.includes("/")) program.env.TERRAFORM = resolve(here, terraform);
  const way = relative(here, root);
  if (/^[./\\]+$/.test(way)) console.error(`outlast works in ${way}`);
  program.chdir(root);
  return here;
}

/**
 * Takes `--config <file>` out of a command line, wherever it stands, for this process and those that it starts: it decides
 * where verbs work, before any of them is read. One without a value stays, to be refused.
 */
export function takeConfig(
  args: readonly string[],
  program: Pick<NodeJS.Process, "cwd" | "env">,
): readonly string[] {
  const end = args.indexOf("--");
  const at = args.findIndex((arg, i) => (end < 0 || i < end) && /^--config(?:=.|$)/.test(arg));
  if (at < 0) return args;
  const [flag = "", next] = args.slice(at);
  const file = flag.includes("=") ? flag.slice("--config=".length) : next;
  if (file === undefined || file.startsWith("-")) return args;
  program.env[configVariable] = resolve(program.cwd(), file);
  return args.toSpliced(at, flag.includes("=") ? 1 : 2);
}
