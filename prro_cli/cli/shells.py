"""Completion scripts for four shells, made from the command tree.

They are static: a TAB on a command or an option starts no Python. Only the names of desks, keys, cashiers,
printers and documents are asked of `prro _complete KIND`, which takes no lock and no network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prro_cli.cli.tree import Argument, Command, Option, accepted_after
from prro_cli.record import dataclass

HEAD = "# Completion of prro for {shell}, generated from the command tree by scripts/make.py. Do not edit."
ASKED = ("desks", "keys", "cashiers", "documents", "printers")


@dataclass(frozen=True, slots=True)
class Node:
    """What may follow at one place of the tree."""

    path: str
    commands: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]
    arguments: tuple[Argument, ...]

    def flags(self) -> Iterator[tuple[str, str]]:
        """Every spelling of every option with its help."""
        for option in self.options:
            for flag in (*option.flags, *option.off_flags):
                yield flag, option.help
        yield "--help", "Show the help of this command."

    def valued(self) -> list[str]:
        """The spellings that take a value."""
        return [flag for option in self.options if option.value for flag in option.flags]


def nodes(tree: Command) -> list[Node]:
    """Every place of the tree; the global options that may stand anywhere are among each one's options."""
    anywhere = tuple(o for o in tree.options if accepted_after(o))
    found = []
    for command in tree.walk():
        own = {flag for o in command.options for flag in o.flags}
        more = () if not command.path else tuple(o for o in anywhere if not own.intersection(o.flags))
        below = tuple((c.path[-1], c.summary) for c in command.commands)
        found.append(Node(" ".join(command.path), below, (*command.options, *more), command.arguments))
    return found


def script(shell: str, tree: Command) -> str:
    """The script for a shell: bash, zsh, fish or powershell."""
    writers: dict[str, Callable[[list[Node]], str]] = {"bash": bash, "zsh": zsh, "fish": fish, "powershell": powershell}
    return writers[shell](nodes(tree))


def source(one: Option | Argument) -> str:
    """Where the values come from: `list:a b`, `files`, `ask:desks`, or nothing."""
    if one.choices:
        return "list:" + " ".join(one.choices)
    if one.complete == "settings":
        from prro_cli.home.settings import TABLE

        return "list:" + " ".join(s.name for s in TABLE)
    if one.complete in ASKED:
        return "ask:" + one.complete
    return one.complete


def bash(places: list[Node]) -> str:
    """bash 3.2 and later; needs no bash-completion package."""
    rows = []
    for node in places:
        words = f"subs='{_names(node)}' opts='{_flags(node)}' valued=' {' '.join(node.valued())} '"
        rows.append(f"        '{node.path}') {words} ;;")
    return _shell_head("bash") + _BASH.replace("@NODES@", "\n".join(rows)).replace("@VALUES@", _values(places))


def zsh(places: list[Node]) -> str:
    """zsh, with descriptions."""
    rows = []
    for node in places:
        subs = " ".join(_quoted(f"{n}:{_short(h)}") for n, h in node.commands)
        opts = " ".join(_quoted(f"{f}:{_short(h)}") for f, h in node.flags())
        rows.append(f"        '{node.path}') subs=({subs}); opts=({opts}); valued=({' '.join(node.valued())}) ;;")
    body = _ZSH.replace("@NODES@", "\n".join(rows)).replace("@VALUES@", _values(places))
    return "#compdef prro\n" + _shell_head("zsh") + body


def fish(places: list[Node]) -> str:
    """fish, with descriptions."""
    lines = [_shell_head("fish").rstrip("\n"), _FISH.replace("@NODES@", _fish_nodes(places))]
    for node in places:
        at = f"__prro_at {_fish_quoted(node.path)}"
        for name, text in node.commands:
            lines.append(f"complete -c prro -f -n {_fish_quoted(at)} -a {name} -d {_fish_quoted(_short(text))}")
        lines += [_fish_option(at, option) for option in node.options]
        if node.arguments:
            lines.append(f"complete -c prro {_fish_source(source(node.arguments[0]))} -n {_fish_quoted(at)}".rstrip())
        lines.append(f"complete -c prro -f -n {_fish_quoted(at)} -l help -d 'Show the help of this command.'")
    return "\n".join(lines) + "\n"


def powershell(places: list[Node]) -> str:
    """PowerShell 5.1 and later."""
    rows = []
    for node in places:
        subs, opts = _ps_list(n for n, _ in node.commands), _ps_list(f for f, _ in node.flags())
        values = "; ".join(f"'{where}' = {_quoted_ps(what)}" for where, what in _sources(node))
        valued = _ps_list(node.valued())
        rows.append(
            f"    '{node.path}' = @{{ Subs = {subs}; Opts = {opts}; Valued = {valued}; Values = @{{ {values} }} }}"
        )
    return _shell_head("PowerShell") + _POWERSHELL.replace("@NODES@", "\n".join(rows))


def _shell_head(shell: str) -> str:
    return HEAD.format(shell=shell) + "\n"


def _names(node: Node) -> str:
    return " ".join(name for name, _ in node.commands)


def _flags(node: Node) -> str:
    return " ".join(flag for flag, _ in node.flags())


def _sources(node: Node) -> Iterator[tuple[str, str]]:
    """Each place of a value with its source: a flag, or the number of an argument (`1+` repeats)."""
    for option in node.options:
        if option.value and source(option):
            for flag in option.flags:
                yield flag, source(option)
    for number, argument in enumerate(node.arguments, 1):
        if source(argument):
            yield f"{number}+" if argument.repeatable else str(number), source(argument)


def _values(places: list[Node]) -> str:
    """The rows of a `case` over `path|place`."""
    rows = []
    for node in places:
        for where, what in _sources(node):
            pattern = f"'{node.path}|'*" if where.endswith("+") else f"'{node.path}|{where}'"
            rows.append(f"        {pattern}) kind='{what}' ;;")
    return "\n".join(rows)


def _short(text: str) -> str:
    return text.split("\n")[0].rstrip(".")


def _quoted(text: str) -> str:
    """For a POSIX shell; a colon inside a zsh description is harmless after the first."""
    return "'" + text.replace("'", "'\\''") + "'"


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _fish_option(at: str, option: Option) -> str:
    names = " ".join(("-l " if f.startswith("--") else "-s ") + f.lstrip("-") for f in option.flags + option.off_flags)
    value = f"-r {_fish_source(source(option))}".rstrip() if option.value else "-f"
    return f"complete -c prro -n {_fish_quoted(at)} {names} {value} -d {_fish_quoted(_short(option.help))}"


def _fish_source(what: str) -> str:
    kind, _, rest = what.partition(":")
    if kind == "files":
        return "-F"
    if kind == "list":
        return f"-f -a {_fish_quoted(rest)}"
    return f"-f -a '(__prro_ask {rest})'" if kind == "ask" else "-f"


def _fish_nodes(places: list[Node]) -> str:
    rows = []
    for node in places:
        subs = " ".join(name for name, _ in node.commands)
        rows.append(f"        case {_fish_quoted(node.path)}\n            set subs {subs}".rstrip())
        rows.append(f"            set valued {' '.join(node.valued())}".rstrip())
    return "\n".join(rows)


def _ps_list(words: Iterable[str]) -> str:
    return "@(" + ", ".join(_quoted_ps(w) for w in words) + ")"


def _quoted_ps(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_BASH = """
_prro_node() {
    case "$1" in
@NODES@
    esac
}

_prro_kind() {
    kind=
    case "$1|$2" in
@VALUES@
    esac
}

_prro() {
    local cur=${COMP_WORDS[COMP_CWORD]} path= place=0 skip= home=$PRRO_HOME
    local subs opts valued kind word i
    _prro_node ''
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [ -n "$skip" ]; then
            if [ "$skip" = --home ]; then home=$word; fi
            skip=
        elif [[ $valued == *" $word "* ]]; then
            skip=$word
        elif [[ $word == -* || $word == = ]]; then
            :
        elif [[ " $subs " == *" $word "* ]]; then
            path=${path:+$path }$word
            _prro_node "$path"
        else
            place=$((place + 1))
        fi
    done
    COMPREPLY=()
    if [ -z "$skip" ] && [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$opts" -- "$cur"))
        return
    fi
    if [ -z "$skip" ] && [ -n "$subs" ]; then
        COMPREPLY=($(compgen -W "$subs" -- "$cur"))
        return
    fi
    _prro_kind "$path" "${skip:-$((place + 1))}"
    case "$kind" in
        list:*) COMPREPLY=($(compgen -W "${kind#list:}" -- "$cur")) ;;
        ask:*)
            local IFS=$'\\n'
            COMPREPLY=($(compgen -W "$(PRRO_HOME=$home command prro _complete "${kind#ask:}" 2>/dev/null)" -- "$cur"))
            ;;
        files) compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$cur")) ;;
    esac
}

complete -F _prro prro
"""

_ZSH = """
_prro_node() {
    case "$1" in
@NODES@
    esac
}

_prro_kind() {
    kind=
    case "$1|$2" in
@VALUES@
    esac
}

_prro() {
    local at= place=0 skip= kind word i home=$PRRO_HOME
    local -a subs opts valued found
    _prro_node ''
    for ((i = 2; i < CURRENT; i++)); do
        word=${words[i]}
        if [[ -n $skip ]]; then
            [[ $skip == --home ]] && home=$word
            skip=
        elif (( ${valued[(Ie)$word]} )); then
            skip=$word
        elif [[ $word == -* ]]; then
            :
        elif [[ -n ${(M)subs:#${word}:*} ]]; then
            at=${at:+$at }$word
            _prro_node "$at"
        else
            (( place++ ))
        fi
    done
    if [[ -z $skip && $PREFIX == -* ]]; then
        _describe -o option opts
        return
    fi
    if [[ -z $skip && ${#subs} -gt 0 ]]; then
        _describe command subs
        return
    fi
    _prro_kind "$at" "${skip:-$((place + 1))}"
    case $kind in
        list:*) found=(${=kind#list:}); compadd -a found ;;
        ask:*) found=(${(f)"$(PRRO_HOME=$home command prro _complete ${kind#ask:} 2>/dev/null)"}); compadd -a found ;;
        files) _files ;;
    esac
}

if [[ $funcstack[1] == _prro ]]; then
    _prro "$@"
else
    compdef _prro prro
fi
"""

_FISH = """
function __prro_ask
    command prro _complete $argv 2>/dev/null
end

function __prro_node --no-scope-shadowing
    set subs
    set valued
    switch "$argv[1]"
@NODES@
    end
end

function __prro_at
    set -l subs
    set -l valued
    set -l path
    set -l skip
    __prro_node ''
    for word in (commandline -opc)[2..-1]
        if set -q skip[1]
            set -e skip
        else if contains -- $word $valued
            set skip yes
        else if contains -- $word $subs
            set path $path $word
            __prro_node "$path"
        end
    end
    test "$path" = "$argv[1]"
end
"""

_POWERSHELL = """
$PrroNodes = @{
@NODES@
}

Register-ArgumentCompleter -Native -CommandName prro -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $path = ''; $place = 0; $skip = ''
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    foreach ($word in $words) {
        $node = $PrroNodes[$path]
        if ($skip) { $skip = '' }
        elseif ($node.Valued -ccontains $word) { $skip = $word }
        elseif ($word.StartsWith('-')) { }
        elseif ($node.Subs -ccontains $word) { $path = "$path $word".Trim() }
        else { $place++ }
    }
    $node = $PrroNodes[$path]
    $found = @()
    if (-not $skip -and $wordToComplete.StartsWith('-')) { $found = $node.Opts }
    elseif (-not $skip -and $node.Subs.Count) { $found = $node.Subs }
    else {
        $where = if ($skip) { $skip } else { "$($place + 1)" }
        $kind = $node.Values[$where]
        if (-not $kind -and -not $skip) { $kind = $node.Values["1+"] }
        if ($kind -like 'list:*') { $found = $kind.Substring(5).Split(' ') }
        elseif ($kind -like 'ask:*') { $found = @(prro _complete $kind.Substring(4)) }
        else { return }
    }
    $found | Where-Object { $_ -like "$wordToComplete*" } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
"""
