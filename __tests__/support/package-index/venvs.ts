/**
 * A script for PATH in the place of `python3`: the first virtual environment that it is asked for is made by Python and
 * copied to `kept`, from where each that follows is copied, as its own. Making one takes three seconds of the processor,
 * nearly all of them to install pip.
 *
 * @param path PATH with Python
 * @param kept a folder that is not there yet
 */
export function copiesVenvs(path: string, kept: string): string {
  return `PATH='${path}'; export PATH
if [ "$1 $2" = "-m venv" ]; then
  if [ -d '${kept}' ]; then
    cp -a '${kept}/.' "$3" || exit 1
    # Programs of Python say in their first line whose they are.
    exec sed -i "1s|^#!.*|#!$3/bin/python3|" "$3/bin/pip"
  fi
  python3 "$@" || exit 1
  exec cp -a "$3" '${kept}'
fi
exec python3 "$@"`;
}
