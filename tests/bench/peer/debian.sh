# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# Debian's i386 packages for the peer, without a change to the machine's own
# package state.  To be sourced with $here, the folder of `packages`, and $work,
# a folder for temporary files, set.

say() { echo "peer: $*" >&2; }
names() { awk -v kind="$1" '$1 == kind { print $2 }' "$here/packages"; }

# A root of apt's own: the machine's sources, another architecture.
private_apt() {
	mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial"
	: >"$work/apt/status"
	cat >"$work/apt.conf" <<END
Dir::State "$work/apt";
Dir::State::Lists "$work/apt/lists";
Dir::State::Status "$work/apt/status";
Dir::Cache "$work/apt";
APT::Architecture "i386";
APT::Architectures { "i386"; };
APT::Sandbox::User "$(id -un)";
Acquire::Languages "none";
END
	export APT_CONFIG="$work/apt.conf"
	# One index that is being renewed upstream is no reason to stop: what
	# matters is whether the packages can be had.
	apt-get -q update >"$work/log" 2>&1 ||
		say "some package lists are missing"
}

# unpack FOLDER PACKAGE...
unpack() {
	into=$1
	shift
	mkdir -p "$work/packages" "$into"
	(cd "$work/packages" && apt-get -q download "$@" >"$work/log" 2>&1) || {
		cat "$work/log" >&2
		exit 1
	}
	for package in "$work"/packages/*.deb; do
		dpkg-deb -x "$package" "$into"
	done
}
