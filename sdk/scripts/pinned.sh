# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Pinned files: how what sources.lock names gets here.  To be sourced after
# lib.sh; whoever fetches holds the cache's lock.
#
# They come through the machine's own apt sources, by way of a private apt
# configuration: theirs with deb-src added, our own lists, our own state.
# Nothing of the machine is changed and no root is needed.  A file is used only
# if its checksum is the pinned one.

APT=$CACHE/tmp/apt

# add_deb_src FILE: a .sources or .list file with source packages switched on.
add_deb_src() {
	case $1 in
	*.sources) sed 's/^Types:.*/Types: deb deb-src/' "$1" ;;
	*) sed -nE 's/^[[:space:]]*deb([[:space:]].*)$/deb\1\ndeb-src\1/p' "$1" ;;
	esac
}

# The machine's own apt options hold, its proxies and keys too, but not what
# it runs after an update.
apt_configure() {
	local file
	mkdir -p "$APT"/{sources.list.d,conf.d,state/lists/partial} \
		"$APT"/cache/archives/partial "$APT/files"
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources}; do
		[ -r "$file" ] || continue
		add_deb_src "$file" >"$APT/sources.list.d/$(basename "$file")"
	done
	for file in /etc/apt/apt.conf.d/*; do
		[ -r "$file" ] && cp "$file" "$APT/conf.d/"
	done
	cat >"$APT/conf.d/zz-denali" <<-END
		Dir::Etc::sourcelist "/dev/null";
		Dir::Etc::sourceparts "$APT/sources.list.d";
		Dir::State "$APT/state";
		Dir::State::status "/var/lib/dpkg/status";
		Dir::Cache "$APT/cache";
		APT::Sandbox::User "";
		Acquire::Languages "none";
		#clear APT::Update::Pre-Invoke;
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
	END
	printf 'Dir::Etc::parts "%s/conf.d";\n' "$APT" >"$APT/apt.conf"
	export APT_CONFIG=$APT/apt.conf
}

# One of the machine's sources may be broken or have no source packages; what
# counts is whether the package can be had afterwards.
apt_update() {
	[ -d "$APT" ] && return
	apt_configure
	status "reading the package lists"
	apt-get -q update >"$APT/update.log" 2>&1 || true
	status_end
}

# available PACKAGE KIND: the versions that the machine's sources offer.
available() {
	if [ "$2" = source ]; then
		apt-cache showsrc "$1" 2>/dev/null | sed -n 's/^Version: //p'
	else
		apt-cache show "$1" 2>/dev/null | sed -n 's/^Version: //p'
	fi | sort -uV | paste -sd ' '
}

# superseded PACKAGE KIND VERSION: says why the pinned one cannot be had.
superseded() {
	local found
	found=$(available "$1" "$2")
	if [ -z "$found" ]; then
		sed -n '/^[EW]:/p' "$APT/update.log" >&2
		die "no apt source of this machine offers the $2 package $1" \
			"$3, nor any other version of it"
	fi
	case " $found " in
	*" $3 "*) tail -n 5 "$APT/fetch.log" >&2
		die "fetching the $2 package $1 $3 failed" ;;
	esac
	die "the $2 package $1 is pinned at $3, but this machine's apt" \
		"sources offer $found; change its version and checksums in" \
		"$LOCK_FILE, or use sources that still have $3"
}

# fetch PACKAGE KIND VERSION: leaves its files below $APT/files.
fetch() {
	apt_update
	status "fetching $1 $3"
	local get=(apt-get -q download "$1=$3")
	[ "$2" = source ] && get=(apt-get -q source --download-only "$1=$3")
	(cd "$APT/files" && "${get[@]}") >"$APT/fetch.log" 2>&1 ||
		superseded "$1" "$2" "$3"
	if [ "$2" = binary ]; then
		dpkg-deb -x "$APT/files/$1"_*.deb "$APT/files"
		rm "$APT/files/$1"_*.deb
	fi
	status_end
}

check() { # FILE SHA256
	[ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$2" ]
}

# keep NAME FILE SHA256: moves a fetched file to the cache once it is checked.
keep() {
	check "$APT/files/$2" "$3" || die "$2 ($1) does not have the pinned" \
		"checksum $3"
	mkdir -p "$CACHE/files"
	mv "$APT/files/$2" "$CACHE/files/$3"
}

# pinned_file KIND PACKAGE VERSION SHA256 FILE: its path, fetched if need be.
# An installed source package serves as well as a fetched one.
pinned_file() {
	if [ "$1" = binary ] && [ -r "/$5" ] && check "/$5" "$4"; then
		echo "/$5"
		return
	fi
	if [ ! -e "$CACHE/files/$4" ]; then
		[ -e "$APT/files/$5" ] || fetch "$2" "$1" "$3"
		keep "$2" "$5" "$4"
	fi
	echo "$CACHE/files/$4"
}

# pinned NAME: the path of the one file that sources.lock has for it.
pinned() {
	local kind package version sum file
	read -r _ kind package version sum file < <(pins "$1")
	pinned_file "$kind" "$package" "$version" "$sum" "$file"
}
