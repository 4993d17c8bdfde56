import type { CompletedVerb } from "./words";

/** A script for bash; where nothing is known of a word, bash completes files. */
export function bashScript(verbs: readonly CompletedVerb[]): string {
  const values = verbs.flatMap(({ name, options }) =>
    options
      .filter(({ takes }) => takes)
      .map(({ choices, long }) => `    "${name} ${long}") words="${choices.join(" ")}"; options="" ;;`),
  );
  const own = verbs.map(
    ({ choices, name, options }) =>
      `    ${name}) words="${choices.join(" ")}"; options="${options.map(({ long }) => long).join(" ")} --help" ;;`,
  );
  return `# Completion of outlast for bash: source it, from ~/.bashrc for instance.
_outlast() {
  local current=\${COMP_WORDS[COMP_CWORD]} verb=\${COMP_WORDS[1]} words="" options=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${verbs.map(({ name }) => name).join(" ")}"
    options="--help --version"
  else
    case "$verb" in
${own.join("\n")}
    esac
    case "$verb \${COMP_WORDS[COMP_CWORD-1]}" in
${values.join("\n")}
    esac
  fi
  case "$current" in
    -*) words="$options" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _outlast outlast
`;
}
