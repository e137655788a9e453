"""`contactsctl completion`."""

from typing import Annotated, Literal

from contactsctl.cli.output.contacts import write
from contactsctl.cli.parameters import argument
from contactsctl.cli.tree import App, command

app = App()
Shell = Literal["bash", "zsh", "fish", "powershell"]


@command(
    app,
    "completion",
    examples="""
    contactsctl completion bash > ~/.local/share/bash-completion/completions/contactsctl
    contactsctl completion zsh > ~/.zfunc/_contactsctl
    contactsctl completion fish > ~/.config/fish/completions/contactsctl.fish
    contactsctl completion powershell >> $PROFILE
    """,
)
def completion(
    shell: Annotated[Shell, argument(metavar="SHELL", help="bash, zsh, fish or powershell.")],
) -> None:
    """Print a script for a shell that completes commands, options, people, tags, views, fields, identities.

    Nothing is offered that the identity of CONTACTSCTL_AS or --as may not see.
    """
    write(_SCRIPTS[shell])


_BASH = r"""# bash completion for contactsctl
_contactsctl() {
  local line status value IFS=$'\n'
  COMPREPLY=()
  line=$(contactsctl __complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  status=$?
  if (( status == 9 )); then
    compopt -o default 2>/dev/null
    return
  fi
  for line in $line; do
    printf -v value %q "${line%%$'\t'*}"
    COMPREPLY+=("$value")
  done
}
# Addresses and mention names are one word.
COMP_WORDBREAKS=${COMP_WORDBREAKS//@/}
COMP_WORDBREAKS=${COMP_WORDBREAKS//=/}
complete -F _contactsctl contactsctl
"""
_ZSH = r"""#compdef contactsctl
_contactsctl() {
  local line
  local -a lines values shown
  lines=("${(@f)$(contactsctl __complete zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null; print -n -- "\n$?")}")
  if [[ ${lines[-1]} == 9 ]]; then
    _files
    return
  fi
  for line in "${(@)lines[1,-2]}"; do
    [[ -n $line ]] || continue
    values+=("${line%%$'\t'*}")
    shown+=("${line//$'\t'/  -- }")
  done
  (( $#values )) && compadd -U -l -d shown -a values
}
if [[ $funcstack[1] == _contactsctl ]]; then
  _contactsctl "$@"
else
  compdef _contactsctl contactsctl
fi
"""
_FISH = r"""# fish completion for contactsctl
function __contactsctl_complete
  set -l words (commandline -opc)
  contactsctl __complete fish $words[2..-1] (commandline -ct) 2>/dev/null
  if test $status -eq 9
    __fish_complete_path (commandline -ct)
  end
end
complete -c contactsctl -f -a '(__contactsctl_complete)'
"""
_POWERSHELL = r"""# PowerShell completion for contactsctl
Register-ArgumentCompleter -Native -CommandName contactsctl -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
    ForEach-Object { $_.Extent.Text.Trim("'", '"') })
  $new = @(if ($wordToComplete -eq '') { '--new' })  # an array: of a text each letter would be a word
  contactsctl __complete powershell @new @words 2>$null | ForEach-Object {
    $value, $about = $_ -split "`t", 2
    $text = if ($value -match '^@|[^\w@.:=+/-]') { "'" + $value.Replace("'", "''") + "'" } else { $value }
    $tip = if ($about) { $about } else { $value }
    [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $tip)
  }
}
"""
_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL}
