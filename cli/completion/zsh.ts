import type { CompletedVerb, Word } from "./words";

/** A script for zsh: sourced, or a file \`_outlast\` in a folder of \`fpath\`. */
export function zshScript(verbs: readonly CompletedVerb[]): string {
  const menu = verbs.map(({ about, name }) => `    ${quoted(`${name}:${about}`)}`);
  const cases = verbs.map(({ choices, name, options }) => {
    const rest = choices.length > 0 ? `1:${name}:(${choices.join(" ")})` : "*:file:_files";
    return `    ${name}) _arguments ${[...options.map(specification), quoted(rest)].join(" ")} ;;`;
  });
  return `#compdef outlast
# Completion of outlast for zsh: source it after compinit, or keep it as _outlast in a folder of fpath.
_outlast() {
  local -a verbs
  verbs=(
${menu.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${cases.join("\n")}
  esac
}
if [ "$funcstack[1]" = _outlast ]; then _outlast "$@"; else compdef _outlast outlast; fi
`;
}

function specification({ about, choices, long, takes }: Word): string {
  const told = about.replace(/[[\]\\:]/g, "\\$&");
  const value = choices.length > 0 ? `(${choices.join(" ")})` : "_files";
  return quoted(`*${long}[${told}]${takes ? `:value:${value}` : ""}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
