# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Recipe: assembler, linker and friends for i686-elf.  See ../scripts/toolchain.

# shellcheck disable=SC2034
binutils_steps=(unpack:5 configure:5 compile:85 install:4)

binutils_unpack() {
	mkdir source
	tar -C source -xf "$PINNED" --strip-components=1 \
		--anchored --no-wildcards-match-slash \
		--exclude='binutils-*/'{ld,gas}/testsuite \
		--exclude='binutils-*/'{gdb,gdbserver,gdbsupport,gold,gprofng} \
		--exclude='binutils-*/'{sim,readline}
}

binutils_configure() {
	mkdir build
	cd build
	../source/configure --target=i686-elf --prefix="$PREFIX" \
		--disable-nls --disable-werror --disable-multilib \
		--disable-gdb --disable-gdbserver --disable-sim \
		--disable-readline --disable-gprof --disable-gprofng \
		--disable-gold --disable-libctf \
		--enable-deterministic-archives --enable-plugins \
		--without-zstd --without-debuginfod --without-msgpack \
		CFLAGS='-O1 -g0 -pipe' CXXFLAGS='-O1 -g0 -pipe'
}

binutils_compile() {
	make -C build -j"$JOBS" MAKEINFO=true all-binutils all-gas all-ld
}

binutils_install() {
	make -C build MAKEINFO=true DESTDIR="$WORK/root" \
		install-strip-binutils install-strip-gas install-strip-ld
	cp -a "$WORK/root$PREFIX/." "$OUT/"
	rm -rf "$OUT/share" "$OUT/lib/bfd-plugins"
}
