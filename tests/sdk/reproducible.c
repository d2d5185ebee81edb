/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The same sources come to the same bytes in any folder, on any day, and by an
 * SDK that lies elsewhere; and what they say of where things are makes sense.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "trial.h"

/* Runs a script in a new folder, with functions
 *   build_in FOLDER DAY SDK OPTION...   tests/sdk/projects/places
 *   same FOLDER OTHER                   its image and .dbg are the same */
static void expect_places(int status, const char *expression,
			  const char *script)
{
	char *folder = new_path("places"), *whole;

	cr_assert(
		asprintf(&whole,
			 "set -eu; sdk=$PWD/build/sdk;"
			 "from=$PWD/tests/sdk/projects/places; mkdir %s;"
			 "gcc -shared -fPIC -o %s/day.so $from/day.c; cd %s;"
			 "top=$PWD; PATH=$sdk/bin:$PATH;"
			 "build_in() { mkdir -p \"$1\"; cp -r $from/* \"$1\";"
			 " cp -r $from/../../site \"$1\"; ("
			 " cd \"$1\"; export LD_PRELOAD=$top/day.so DAY=$2;"
			 " shift 2; unset SOURCE_DATE_EPOCH; ./build \"$@\");"
			 "}; same() { cmp \"$1/out/image\" \"$2/out/image\" &&"
			 " cmp \"$1/out/image.dbg\" \"$2/out/image.dbg\"; };"
			 "%s",
			 folder, folder, folder, script) > 0);
	expect_run(status, expression, "sh", "-c", whole, NULL);
	free(whole);
	free(folder);
}

Test(reproducible, places_and_days)
{
	expect_places(0, "^$",
		      "build_in a 1000000000 $sdk;"
		      "build_in 'b c/longer' 1600000000 $sdk; same a b*/*;"
		      "! strings -a a/out/image* | grep -F \"$top\"");
}

Test(reproducible, optimised_at_link_time)
{
	expect_places(0, "^$",
		      "build_in a 1000000000 $sdk -flto;"
		      "build_in b/longer 1600000000 $sdk -flto; same a b/*");
}

/* As CMake names objects of sources from elsewhere. */
Test(reproducible, objects_by_whole_path)
{
	expect_places(
		0, "^same$",
		"for d in a b/c; do mkdir -p $d/out; cp $from/../greet* $d;"
		"(cd $d/out; whole=${PWD%/out}; mkdir -p o.dir$whole;"
		"denali-cc -g -c $whole/greet.c -o o.dir$whole/greet.c.o;"
		"denali-cc -g -c $whole/greeting.c"
		" -o o.dir$whole/greeting.c.o;"
		"denali-cc o.dir$whole/*.o -o image); done; same a b/c;"
		"echo same");
}

Test(reproducible, moved_sdk)
{
	expect_places(0, "^$",
		      "cp -al $sdk moved || cp -a $sdk moved;"
		      "build_in a 0 $sdk; build_in b 0 $top/moved; same a b");
}

/* Far down, and by a name that is not its own. */
Test(reproducible, deep_folders)
{
	expect_places(0, "^same$",
		      "deep=a; for i in 0 1 2 3 4 5 6 7 8 9; do"
		      " deep=$deep/a/b/c/d/e/f/g/h/i; done;"
		      "build_in b 0 $sdk; build_in $deep 0 $sdk; same b $deep;"
		      "ln -s $top/$deep link; rm -r link/out;"
		      "(cd link; ./build $sdk);"
		      "same b link; echo same");
}

/* Another day is seen if somebody asks for it, and other sources are. */
Test(reproducible, differences)
{
	expect_places(1, "differ",
		      "build_in a 0 $sdk; export SOURCE_DATE_EPOCH=1000000000;"
		      "cp -r a b; rm -r b/out; cd b; ./build $sdk; cd ..;"
		      "denali run --net none a/out/image >said || true;"
		      "grep -q 'deep.c Jan  1 1970 00:00:00' said;"
		      "denali run --net none b/out/image >said || true;"
		      "grep -q 'deep.c Sep  9 2001 01:46:40' said; same a b");
}

/* Where gcc ran, and relative to it. */
Test(reproducible, paths)
{
	expect_places(
		0, "^../deep.c:17\nother.c:1\n1$",
		"build_in a 0 $sdk; cd a/out; denali-addr2line -e image.dbg"
		" $(denali-nm image.dbg | sed -n 's/ T deep$//p');"
		"echo 'int main(void) { return 0; }' >other.c;"
		"denali-cc -g $PWD/other.c -o other; denali-addr2line -e"
		" other.dbg $(denali-nm other.dbg | sed -n 's/ T main$//p');"
		"gdb -q -batch -ex 'list main' other.dbg |"
		" grep -c 'int main'");
}

/* Who maps paths has his own way. */
Test(reproducible, users_own_map)
{
	expect_places(0, "^/here/x.c:1\n$",
		      "echo 'int main(void) { return 0; }' >x.c;"
		      "denali-cc -g x.c -o x -ffile-prefix-map=$PWD=/here;"
		      "denali-addr2line -e x.dbg"
		      " $(denali-nm x.dbg | sed -n 's/ T main$//p')");
}
