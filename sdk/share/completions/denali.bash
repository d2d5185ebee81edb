# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# bash: completes the words of the denali command, which knows them.
# shellcheck shell=bash

_denali() {
	local typed=${COMP_LINE:0:COMP_POINT} words word piece
	read -ra words <<<"$typed"
	[[ $typed != *[[:space:]] ]] || words+=("")
	mapfile -t COMPREPLY < <("${words[0]/#\~\//$HOME/}" --complete \
		"${words[@]:1}" 2>/dev/null)
	# bash takes what is behind : and = for a word of its own.
	word=${words[-1]}
	piece=${word##*[:=]}
	[[ $piece == "$word" ]] ||
		COMPREPLY=("${COMPREPLY[@]#"${word%"$piece"}"}")
	[[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *[/=] ]] ||
		compopt -o nospace 2>/dev/null
}
complete -F _denali denali
