/** Milliseconds between two looks at who the parent is. */
const interval = 500;

/**
 * Ends a session whose npm or npx is gone: these hand a signal to the shell between them and this program, which ends of it
 * and tells nobody. Where no package manager began it, who did may go, as with nohup.
 */
export function endWithPackageManager(
  session: Pick<NodeJS.Process, "env" | "kill" | "pid"> & { readonly ppid: number },
): void {
  if (session.env.npm_config_user_agent === undefined) return;
  const parent = session.ppid;
  const looking = setInterval(() => {
    if (session.ppid === parent) return;
    clearInterval(looking);
    session.kill(session.pid, "SIGTERM");
  }, interval);
  looking.unref();
}
