# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Recipe: the C library.  See ../scripts/toolchain.
#
# What is chosen, and why:
#   - no system calls of its own: the runtime brings them;
#   - locks that the runtime supplies (retargetable locking);
#   - a small reentrancy structure, which the library OS points _impure_ptr at
#     when it switches threads, and standard streams that all threads share;
#   - C99 formats and long long, but no wide orientation and no vectored
#     buffers in streams (3 KB), no %1$d of its own, and a small malloc:
#     services are to be small;
#   - multibyte characters: UTF-8 is there for whoever asks for its locale;
#   - offsets of 64 bits, and types as wide as disks have them, by
#     newlib/machine/_types.h and sed; the text of paths is 4,096 bytes; places
#     in what regular expressions match are ints, as programs print them;
#   - compiled for size, but not told so: it would then choose algorithms that
#     copy and compare byte by byte, to save 400 bytes;
#   - stacks aligned to 4 bytes, as everywhere in an image: see
#     ../share/denali.specs;
#   - position-independent, since images are: see newlib/hidden.h, newlib/as;
#   - the folder of POSIX functions (regex, glob, fnmatch, opendir and so on),
#     which the generic target leaves out.  It wants a sys/dirent.h: ours.

# shellcheck disable=SC2034
newlib_steps=(assembler:1 unpack:3 configure:4 compile:36 install:4)

# Between the compiler and the assembler, for what is compiled with them.
newlib_assembler() {
	rm "$OUT/i686-elf/bin/as"
	cp "$RECIPES/newlib/as" "$OUT/i686-elf/bin/as"
}

newlib_unpack() {
	mkdir source
	tar -C source -xf "$PINNED" --strip-components=1
	sed -i 's/^posix_dir=$/posix_dir=posix/' source/newlib/configure.host
	grep -q '^posix_dir=posix$' source/newlib/configure.host
	cp "$RECIPES/newlib/sys/dirent.h" source/newlib/libc/include/sys/
	cp "$RECIPES/newlib/machine/_types.h" \
		source/newlib/libc/include/machine/
	change sys/_types.h 1 's/short(\t__nlink_t;)/int\1/'
	change sys/_default_fcntl.h 1 's/^#include <_ansi.h>/&\n#include <sys\/_types.h>/'
	change sys/_default_fcntl.h 4 's/^\tlong(\tl_(start|len);)/\t_off_t\1/'
	change sys/_default_fcntl.h 2 's/^\tshort(\tl_pid;)/\tint\1/'
	change sys/syslimits.h 1 's/^(#define.*PATH_MAX.*)1024/\14096/'
	change regex.h 1 's/^(typedef )off_t( regoff_t;)/\1int\2/'
}

# change HEADER LINES EXPRESSION: by sed, which changes as many lines.
change() {
	local file=source/newlib/libc/include/$1
	cp "$file" before
	sed -E -i "$3" "$file"
	[ "$(diff before "$file" | grep -c '^>')" = "$2" ]
}

newlib_configure() {
	mkdir build
	cd build
	../source/configure --target=i686-elf --prefix="$PREFIX" \
		--disable-multilib --disable-newlib-supplied-syscalls \
		--enable-newlib-retargetable-locking \
		--enable-newlib-reent-small \
		--enable-newlib-global-stdio-streams \
		--enable-newlib-global-atexit --enable-lite-exit \
		--enable-newlib-io-long-long --enable-newlib-io-c99-formats \
		--enable-newlib-mb --enable-newlib-nano-malloc --disable-newlib-wide-orient \
		--disable-newlib-fvwrite-in-streamio \
		CFLAGS_FOR_TARGET="-Os -U__OPTIMIZE_SIZE__ -g0 \
			-ffunction-sections -fdata-sections \
			-fomit-frame-pointer -mpreferred-stack-boundary=2 \
			-fPIE -include $RECIPES/newlib/hidden.h \
			-fno-asynchronous-unwind-tables"
}

newlib_compile() {
	make -C build -j"$JOBS" MAKEINFO=true all-target-newlib
}

newlib_install() {
	make -C build MAKEINFO=true DESTDIR="$WORK/root" install-target-newlib
	cp -a "$WORK/root$PREFIX/." "$OUT/"
	rm -rf "$OUT/share"
	ln -sf libc.a "$OUT/i686-elf/lib/libg.a"
	finish_prefix
}

# Has ar, nm and ranlib understand objects of -flto by themselves.
finish_prefix() {
	mkdir -p "$OUT/lib/bfd-plugins"
	cd "$OUT/lib/bfd-plugins"
	ln -sf ../../libexec/gcc/i686-elf/*/liblto_plugin.so .
}
