# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Recipe: the compilers of C and C++ for i686-elf, and libgcc.  See ../scripts/toolchain.
#
# What is not obvious:
#   - Debian's tarball has its manuals emptied, tm.texi.in among them, which
#     the build would generate again and compare: its stamp is made instead, and
#     once more before installing, when its inputs have become newer.
#   - The compiler's limits.h goes on to the C library's only if that exists
#     when the compiler is built; LIMITS_H_TEST says that it will.
#   - A cross compiler cannot find out by running a program that constructors
#     go to .init_array; it is told.  The same for the stack protector, whose
#     parts the library OS has.
#   - GMP, MPFR and MPC are linked in, so that the compiler runs where they are
#     not installed: a folder with nothing but their archives comes first.

# shellcheck disable=SC2034
gcc_steps=(unpack:14 configure:8 compile:600 install:6 libgcc:14)

gcc_unpack() {
	mkdir source
	tar -C source -xf "$PINNED" --strip-components=1 \
		--anchored --no-wildcards-match-slash \
		--exclude='gcc-*/gcc/testsuite/[!s]*' \
		--exclude='gcc-*/lib'{go,phobos,stdc++-v3,sanitizer,gfortran} \
		--exclude='gcc-*/lib'{ada,objc,itm,ffi,offloadmic,vtv,gomp} \
		--exclude='gcc-*/lib'{quadmath,ssp,atomic,cc1} \
		--exclude='gcc-*/gcc/'{ada,fortran,go,jit} \
		--exclude='gcc-*/'{gnattools,gotools}
}

gcc_configure() {
	local library
	mkdir -p build/gcc archives
	touch build/gcc/s-tm-texi
	for library in gmp mpfr mpc; do
		ln -s "$(gcc -print-file-name=lib$library.a)" archives/
	done
	cd build
	../source/configure --target=i686-elf --prefix="$PREFIX" \
		--enable-languages=c,c++ --with-newlib --without-headers \
		--with-gnu-as --with-gnu-ld --with-arch=i686 \
		--with-tune=generic --enable-tls --enable-initfini-array \
		--disable-shared --disable-threads --disable-nls \
		--disable-multilib --disable-bootstrap --disable-libssp \
		--disable-libquadmath --disable-libgomp --disable-libatomic \
		--disable-libstdcxx --disable-libvtv --disable-libsanitizer \
		--disable-libcc1 --disable-gcov --disable-plugin \
		--disable-decimal-float --disable-analyzer \
		--enable-checking=release --without-isl --without-zstd \
		--with-gmp-lib="$WORK/archives" \
		--with-mpfr-lib="$WORK/archives" \
		--with-mpc-lib="$WORK/archives" \
		gcc_cv_libc_provides_ssp=yes \
		CFLAGS='-O1 -g0 -pipe' CXXFLAGS='-O1 -g0 -pipe' \
		CFLAGS_FOR_TARGET="-Os -g0 -ffunction-sections \
			-fdata-sections -fno-asynchronous-unwind-tables"
}

gcc_compile() {
	make -C build -j"$JOBS" MAKEINFO=true LIMITS_H_TEST=true all-gcc
}

gcc_install() {
	touch build/gcc/s-tm-texi
	make -C build MAKEINFO=true LIMITS_H_TEST=true \
		DESTDIR="$WORK/root" install-strip-gcc
}

gcc_libgcc() {
	local root="$WORK/root$PREFIX"
	make -C build -j"$JOBS" MAKEINFO=true all-target-libgcc
	make -C build DESTDIR="$WORK/root" install-target-libgcc
	i686-elf-objcopy --strip-debug "$root"/lib/gcc/i686-elf/*/libgcc.a
	rm -rf "$root"/share "$root"/include "$root"/bin/*-lto-dump \
		"$root"/bin/*gcov* "$root"/bin/i686-elf-gcc-[0-9]* \
		"$root"/lib*/gcc/i686-elf/*/install-tools
	cp -a "$root/." "$OUT/"
}
