/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What becomes of debug information: IMAGE.dbg beside a stripped image, or
 * nothing at all; and how denali-cc takes part in what happens to gcc.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "imagefile.h"
#include "trial.h"

/* With main.c and other.c in the script's folder. */
static void expect_split(int status, const char *expression, const char *script)
{
	char *whole;

	cr_assert(asprintf(&whole,
			   "echo 'int other(void) { return 0; }' >other.c;"
			   "echo 'int other(void); int main(void) "
			   "{ return other(); }' >main.c; %s",
			   script) > 0);
	expect_script(status, expression, whole);
	free(whole);
}

Test(split, debug_information_goes_beside)
{
	expect_split(
		0, "^a.out\na.out.dbg\nmain.c\nother.c\nno symbols\n.*main.c:1",
		"denali-cc -g main.c other.c && ls;"
		" denali-nm a.out 2>&1 | grep -o 'no symbols';"
		" denali-addr2line -e a.out.dbg $(denali-nm a.out.dbg |"
		" sed -n 's/ T main$//p')");
}

/* Objects say whether there is any, not the link's options. */
Test(split, of_objects)
{
	expect_split(0, "^x\nx.dbg\n$",
		     "denali-cc -g -c main.c && denali-cc -c other.c &&"
		     " denali-cc main.o other.o -o x && ls x*");
}

/* Those of the libraries too, whose debug information goes. */
Test(split, symbols_stay_without_debug_information)
{
	expect_split(0, "^x\n[0-9a-f]* T ilw_start\n[0-9a-f]* T main\nsmall$",
		     "denali-cc main.c other.c -o x && ls x* &&"
		     " denali-nm x | grep -E 'T (main|ilw_start)$' | sort -k 3;"
		     " denali-readelf -S x | grep debug_;"
		     " [ $(stat -c %s x) -gt 40960 ] || echo small");
}

Test(split, stripped_by_the_linker)
{
	expect_split(0, "^x\n$",
		     "denali-cc -g -s main.c other.c -o x && ls x*");
}

Test(split, debug_link_names_the_file)
{
	expect_split(0, "x.dbg",
		     "mkdir out && denali-cc -g main.c other.c -o out/x &&"
		     " denali-objdump -s -j .gnu_debuglink out/x");
}

/* Not one of another build; and nothing that only has such a name. */
Test(split, stale_file_goes)
{
	expect_split(0, "^x\ny\ny.dbg\n$",
		     "denali-cc -g main.c other.c -o x &&"
		     " denali-cc main.c other.c -o x && echo mine >y.dbg &&"
		     " denali-cc main.c other.c -o y && ls x* y*");
}

Test(split, image_that_is_no_file)
{
	expect_split(0, "^$", "denali-cc -g main.c other.c -o /dev/null");
}

Test(split, name_like_an_option)
{
	expect_split(0, "^-x\n-x.dbg\n$",
		     "denali-cc -g main.c other.c -o -x && ls -- -x*");
}

/* Where there is no image any more there are no symbols of it; those of one
 * that is still there stay. */
Test(split, failed_link)
{
	expect_split(1, "^x.o y y.dbg\n(.*\n)*.*undefined reference",
		     "denali-cc -g main.c other.c -o x &&"
		     " denali-cc -g main.c other.c -o y && exec 3>&2 2>said;"
		     " denali-cc -g -c main.c -o x.o; denali-cc x.o -o x;"
		     " status=$?; denali-cc -g none.c -o y;"
		     " echo x* y*; cat said; exit $status");
}

/* By whoever stops make, say: as if a signal had ended us, without a word. */
Test(split, stopped)
{
	expect_split(
		143, "^main.c\nother.c\nsdk\n(Terminated\n)?$",
		"cp -rs $sdk sdk && cd sdk && cp --remove-destination"
		" $sdk/bin/denali-cc bin && cd lib/toolchain/bin &&"
		" rm i686-elf-objcopy && echo '#!/bin/sh\nkill -TERM $PPID;"
		" sleep 60' >i686-elf-objcopy && chmod +x i686-elf-objcopy &&"
		" cd ../../../.. && sdk/bin/denali-cc -g main.c other.c -o x;"
		" status=$?; ls; exit $status");
}

/* A failure leaves neither of the two, nor what they were to be made of. */
Test(split, all_or_nothing)
{
	expect_split(
		1,
		"^main.c\nother.c\nx.dbg\n"
		"denali-cc: error: cannot write x.dbg: Is a directory; it is "
		"a folder; name a file\n$",
		"mkdir x.dbg; denali-cc -g main.c other.c -o x; status=$?;"
		" ls; exit $status");
}

/* On a disk that has room for the image as it was linked, and no more. */
Test(split, no_space)
{
	if (run("unshare", "-Urm", "true", NULL)->status != 0)
		cr_skip_test("it takes user namespaces");
	expect_split(1,
		     "^main.c\nother.c\n.*No space left on device\n(.*\n)*"
		     "denali-cc: error: cannot take the debug information out"
		     " of x: i686-elf-objcopy failed\n"
		     "denali-cc: hint: a disk is full",
		     "mkdir disk; unshare -Urm sh -c 'mount -t tmpfs -o"
		     " size=180k none disk && cp *.c disk && cd disk &&"
		     " denali-cc -g main.c other.c -o x; status=$?; ls;"
		     " exit $status'");
}

Test(split, user_has_a_map_too)
{
	expect_split(0, "^m\nn\nx\nx.dbg\ny\ny.dbg\n *[[]..[]] .denali.map",
		     "denali-cc -g main.c other.c -o x -Wl,-Map=m &&"
		     " denali-cc -g main.c other.c -o y -Xlinker -Map=n &&"
		     " ls m n x* y* && denali-readelf -SW x.dbg |"
		     " grep -o '.*denali.map'");
}

/* The list of pieces covers each section of the image. */
struct piece {
	unsigned int address, size;
	char section[128], file[256];
};

static unsigned int sum(const char *text, unsigned int from, unsigned int to)
{
	unsigned int total = 0;
	struct piece piece;

	for (; text != NULL && *text != '\0'; text = strchr(text, '\n') + 1) {
		cr_assert(sscanf(text, "%x %x %127s %255[^\n]", &piece.address,
				 &piece.size, piece.section, piece.file) == 4);
		if (piece.address >= from && piece.address < to)
			total += piece.size;
	}
	return total;
}

static char *read_map(const struct imagefile *debug)
{
	const Elf32_Shdr *map = imagefile_section(debug, ".denali.map");

	cr_assert_not_null(map);
	return strndup(debug->bytes.data + map->sh_offset, map->sh_size);
}

static const char *const sections[] = {
	".text",        ".rodata",   ".data", ".bss",
	".data.rel.ro", ".relr.dyn", ".got",  ".stack",
};

Test(split, map)
{
	char *image = new_path("map"), *debug_path, *text;
	struct imagefile debug;

	expect_run(0, "^$", CC, "-g", "-Os", "tests/sdk/projects/greet.c",
		   "tests/sdk/projects/greeting.c", "-o", image, NULL);
	cr_assert(asprintf(&debug_path, "%s.dbg", image) > 0);
	imagefile_open(&debug, debug_path);
	text = read_map(&debug);
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		const Elf32_Shdr *section = imagefile_section(&debug,
							      sections[i]);

		cr_assert_not_null(section, "%s", sections[i]);
		cr_expect_eq(sum(text, section->sh_addr,
				 section->sh_addr + section->sh_size),
			     section->sh_size, "%s", sections[i]);
	}
	cr_expect_not_null(
		strstr(text, " .text.greet tests/sdk/projects/greet.c\n"));
	cr_expect_not_null(strstr(
		text, " /denali-sdk/lib/libilwaco.a(ilwaco-start.c.o)\n"));
	free(text);
	imagefile_close(&debug);
	free(debug_path);
	free(image);
}

/* What gcc prints comes through, and so does the linker. */
Test(split, output)
{
	expect_split(0, "crt0.o\n", "denali-cc main.c other.c -Wl,-t");
	expect_split(0, "main.c:2:.*warning: control reaches",
		     "echo 'int f(void) { }' >>main.c;"
		     " denali-cc -Wall -c main.c");
}

Test(split, colours_on_a_terminal)
{
	expect_split(1, "\033\\[01;31m\033\\[Kerror: ",
		     "echo 'int f(' >main.c; script -qec"
		     " 'denali-cc -c main.c' /dev/null");
	expect_split(1, "^[^\033]*error: [^\033]*$",
		     "echo 'int f(' >main.c; denali-cc -c main.c");
}

/* A signal ends gcc and denali-cc in the same way. */
Test(split, signal)
{
	expect_split(
		0, "^143$",
		"mkfifo wait; denali-cc -x c -c wait -o /dev/null & child=$!;"
		" exec 3>wait; kill $child; wait $child; echo $?");
}
