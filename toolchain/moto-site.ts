import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Environment } from "./which";

/**
 * For every request moto looks through its own folder for what services it has, which takes two fifths of all that it does
 * for one (`list_of_moto_modules` of moto/backends.py, 5.2). They stay what they are.
 */
const sitecustomize = `try:
    from moto import backends

    services = tuple(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: services
except (AttributeError, ImportError):
    pass
`;

/** Variables with which a moto that this Python runs looks for its services once. `folder` is for that alone. */
export function lookingOnce(folder: string, env: Environment): Environment {
  // Python runs a module of this name before the program: https://docs.python.org/3/library/site.html
  writeFileSync(join(folder, "sitecustomize.py"), sitecustomize);
  return { ...env, PYTHONPATH: [folder, ...(env.PYTHONPATH ? [env.PYTHONPATH] : [])].join(delimiter) };
}
