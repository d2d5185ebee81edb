/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A little project, built by each build system with the file that the SDK has
 * for it, and run.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "trial.h"

/* The script runs in a folder of its own that has the project; $SDK is the
 * SDK, whose tools are in PATH.  It leaves the image out/greeting. */
static void build(const char *name, const char *script)
{
	char *folder = new_path(name), *whole;

	cr_assert(asprintf(&whole,
			   "set -eu; SDK=$PWD/build/sdk PATH=$PWD/build/sdk/bin"
			   ":$PATH; cp -r tests/sdk/projects %s; cd %s; (%s)"
			   " >log 2>&1 || { tail -n 20 log; exit 1; };"
			   " exec denali run --timeout 60 out/greeting %s",
			   folder, folder, script, name) > 0);
	expect_run(7, "^hello, ", "sh", "-c", whole, NULL);
	free(whole);
	free(folder);
}

Test(build_systems, make_with_cc)
{
	build("make", "mkdir out; printf 'out/greeting: greeting.o greet.o\\n"
		      "\\t$(CC) -o $@ $^\\n' >Makefile; make CC=denali-cc");
}

Test(build_systems, archive_by_prefix)
{
	build("prefix", "mkdir out; i686-elf-gcc -c greet.c greeting.c;"
			" i686-elf-ar rc libgreet.a greet.o;"
			" i686-elf-ranlib libgreet.a;"
			" i686-elf-gcc greeting.o -L. -lgreet -o out/greeting;"
			" i686-elf-strip out/greeting");
}

Test(build_systems, cmake)
{
	build("cmake",
	      "cmake -S cmake -B out -DCMAKE_TOOLCHAIN_FILE="
	      "$SDK/share/denali/denali-toolchain.cmake; cmake --build out;"
	      " cd out; ctest --output-on-failure");
}

Test(build_systems, meson)
{
	build("meson",
	      "cp *.c meson; meson setup --cross-file"
	      " $SDK/share/denali/denali-cross.ini out meson; ninja -C out;"
	      " meson test -C out");
}

Test(build_systems, autoconf)
{
	build("autoconf",
	      "cp *.c autoconf; cd autoconf; autoreconf -fi;"
	      " ./configure --host=i686-elf CC=denali-cc; make;"
	      " make install DESTDIR=$PWD/..; cd ..; mv usr/local/bin out;"
	      " test -e usr/local/lib/libgreet.a");
}

/* What configure would have to run a program for, it reads from a file. */
Test(build_systems, config_site)
{
	build("site",
	      "cd site; autoconf; CONFIG_SITE=$SDK/share/denali/config.site"
	      " ./configure --host=i686-elf CC=denali-cc;"
	      " grep -x 'malloc yes fork no strtod yes' answers;"
	      " ./configure --host=i686-elf CC=denali-cc;"
	      " grep -x 'malloc no fork yes strtod no' answers;"
	      " mkdir ../out; cd ..; denali-cc *.c -o out/greeting");
}

/* What another project has installed is found, by each in its way. */
Test(build_systems, sysroot)
{
	build("sysroot",
	      "export DENALI_SYSROOT=$PWD/stage; mkdir -p stage/usr/include"
	      " stage/usr/lib/pkgconfig use out; denali-cc -c greet.c;"
	      " denali-ar rc stage/usr/lib/libgreet.a greet.o;"
	      " echo 'void greet(const char *);' >stage/usr/include/greet.h;"
	      " printf 'Name: greet\\nDescription: -\\nVersion: 1\\n"
	      "Libs: -L/usr/lib -lgreet\\nCflags: -I/usr/include/greet\\n'"
	      " >stage/usr/lib/pkgconfig/greet.pc;"
	      " denali-cc -include greet.h greeting.c -lgreet -o out/greeting;"
	      " denali-pkg-config --cflags --libs greet |"
	      " grep -- \"-I$PWD/stage/usr/include/greet\";"
	      " printf 'cmake_minimum_required(VERSION 3.10)\\nproject(x C)\\n"
	      "find_library(GREET greet REQUIRED)\\n"
	      "find_path(HEADER greet.h REQUIRED)\\n' >use/CMakeLists.txt;"
	      " cmake -S use -B use/out -DCMAKE_TOOLCHAIN_FILE="
	      "$SDK/share/denali/denali-toolchain.cmake");
}
