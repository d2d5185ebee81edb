/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What services' Makefiles include: what is built, and what is built anew.
 */
#include <criterion/criterion.h>

#include "workshop.h"

#define LINK "  LINK    build/web\n"
#define ALL                                                                    \
	"  CC      main.c\n  CC      http.c\n  CC      server.c\n"             \
	"  CC      net.c\n" LINK

TestSuite(fragment, .init = workshop_open, .fini = workshop_close);

static void begin(const char *template)
{
	workshop_expect(0, "^web is", "denali new -t %s web", template);
	workshop_expect(0, "^" ALL "$", "make -C web --no-print-directory");
	workshop_expect(0, "^$", "make -C web --no-print-directory");
}

Test(fragment, builds_anew_what_depends)
{
	begin("static-site");
	workshop_expect(0, "^" LINK "$", "cd web; touch denali.toml; make");
	workshop_expect(0, "^  CC      server.c\n" LINK "$",
			"cd web; touch server.c; make");
	workshop_expect(0, "^  CC      main.c\n  CC      server.c\n" LINK "$",
			"cd web; touch server.h; make");
	workshop_expect(0, "^" ALL "$", "cd web; make CFLAGS=-O2");
	workshop_expect(0, "^$", "cd web; make CFLAGS=-O2");
	workshop_expect(0, "^" LINK "$",
			"cd web; make CFLAGS=-O2 LDFLAGS='--stack 32K'");
}

/* Files that the manifest bundles: a new one, an older one in the place of
 * another, one that is gone; and names with spaces. */
Test(fragment, knows_the_files)
{
	begin("static-site");
	workshop_expect(0, "^" LINK "$",
			"cd web; touch 'site/a b'; make; make");
	workshop_expect(0, "^" LINK "$",
			"cd web; touch -d 1999-01-01 site/style.css; make; "
			"make");
	workshop_expect(0, "^" LINK "$",
			"cd web; rm site/about/index.html; make; make");
	workshop_expect(0, "^" LINK "$",
			"cd web; mkdir more; make FILES=more:/more; "
			"make FILES=more:/more");
}

/* The SDK may be replaced by one of any date. */
Test(fragment, knows_the_sdk)
{
	begin("http");
	workshop_expect(0, "^" ALL "$",
			"sdk=$(denali-cc --print-sdk)\n"
			"mkdir sdk && cp -al $sdk/. sdk/ && rm sdk/lib/libm.a\n"
			"cp $sdk/lib/libm.a sdk/lib/\n"
			"touch -d 1999-01-01 sdk/lib/libm.a\n"
			"PATH=$PWD/sdk/bin:$PATH make -sC web >log\n"
			"cd web; make");
}

/* Nor does it matter where the SDK is, or the project. */
Test(fragment, takes_an_sdk_in_odd_folders)
{
	workshop_expect(0, "^  CC      main.c\n  LINK    build/web\n$",
			"sdk=$(denali-cc --print-sdk); mkdir \"an SDK's\"\n"
			"cp -al $sdk \"an SDK's/x \\$y\"\n"
			"PATH=\"$PWD/an SDK's/x \\$y/bin:$PATH\"\n"
			"mkdir \"Ada's\"; cd \"Ada's\"\n"
			"denali new web >log; cd web; make; make");
	workshop_expect(0, "^hello, world$",
			"PATH=\"$PWD/an SDK's/x \\$y/bin:$PATH\"\n"
			"make -sC \"Ada's/web\" run");
}

/* Sources elsewhere, of other languages, and many at a time. */
Test(fragment, takes_any_source)
{
	workshop_expect(
		0,
		"^  CC      ../lib/add.c\n  CC      lib/sub.cc\n"
		"  CC      main.c\n  CC      zero.S\n  LINK    build/web\n$",
		"denali new web >log; mkdir lib web/lib\n"
		"echo 'int add(int a, int b) { return a + b; }' >lib/add.c\n"
		"echo 'extern \"C\" int sub(int a, int b);"
		"int sub(int a, int b) { return a - b; }' >web/lib/sub.cc\n"
		"echo '.globl zero; .data; zero: .long 0' >web/zero.S\n"
		"echo 'int add(int, int), sub(int, int); extern int zero;"
		"int main(void) { return add(1, sub(2, zero)) - 3; }' "
		">web/main.c\n"
		"make -j4 --no-print-directory -C web SOURCES='main.c "
		"../lib/add.c lib/sub.cc zero.S' >log && LC_ALL=C sort log");
	workshop_expect(
		0, "^build$",
		"find web -newer web/Makefile -name '*.o' | cut -d/ -f2 "
		"| sort -u");
}

/* Each target builds first what it needs. */
Test(fragment, has_a_target_for_each_verb)
{
	workshop_expect(0, "LINK    build/web\n(ok .*\n){2}2 tests: 2 passed ",
			"denali new web >log; cd web; make test");
	workshop_expect(2, "^2 tests: 1 passed, 1 failed ",
			"cd web; sed -i s/hello/goodbye/ main.c; make test");
	workshop_expect(0, "^[ 0-9]+ total$", "make -C web size");
	workshop_expect(0, "^  build-id +[0-9a-f]{40}$", "make -C web inspect");
	workshop_expect(0, "^goodbye, Ada$", "make -C web run ARGS=Ada");
}

/* Whoever goes over the budget is told, and may look why. */
Test(fragment, holds_the_budget)
{
	workshop_expect(0, "^  CC      main.c\n  LINK    build/web\n$",
			"denali new web >log; cd web\n"
			"printf 'schema = 1\n[total]\nfile = \"64K\"\n' "
			">budget.toml; make; make");
	workshop_expect(2, "build/web: file: .* that budget.toml:3 allows",
			"cd web; sed -i s/64K/8K/ budget.toml; make");
	workshop_expect(2, "that budget.toml:3 allows", "make -C web");
	workshop_expect(0, "^hello, world$", "make -sC web run");
	workshop_expect(0, "^", "make -sC web BUDGET=");
}

Test(fragment, shows_commands_when_asked)
{
	workshop_expect(0, "denali-cc -g +-Os.* -c -o .*main.c.o main.c\n",
			"denali new web >log; make -C web V=1");
	workshop_expect(0, "rm -rf build\n", "make -C web clean; ls -A web");
	workshop_expect(0, "^$", "ls -d web/build 2>/dev/null || :");
}

Test(fragment, says_what_is_wrong)
{
	workshop_expect(2,
			"denali-cc is not in PATH; put the bin folder of the "
			"SDK there",
			"denali new web >log; PATH=/usr/bin:/bin make -C web");
	workshop_expect(2, "NAME is not set; write `NAME := web`",
			"make -C web NAME=");
	workshop_expect(2, "SOURCES is not set; write `SOURCES := main.c`",
			"make -C web SOURCES=");
	workshop_expect(2,
			"^denali: no remote is known; make a host with "
			"`denali host init`",
			"XDG_CONFIG_HOME=$PWD/none DENALI_REMOTE= "
			"make -C web publish");
	workshop_expect(2, "main.c:1:.*error",
			"echo nonsense >web/main.c; make -C web");
	workshop_expect(2, "denali.toml:1: ",
			"echo 'schema = 99' >web/denali.toml;"
			"echo 'int main(void) { }' >web/main.c; make -C web");
}
