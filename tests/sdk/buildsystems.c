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
	      "$SDK/share/denali/denali-toolchain.cmake; cmake --build out");
}

Test(build_systems, meson)
{
	build("meson",
	      "cp *.c meson; meson setup --cross-file"
	      " $SDK/share/denali/denali-cross.ini out meson; ninja -C out");
}
