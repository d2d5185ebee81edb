/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Command lines: denali-cc takes all that gcc takes, in whatever form, and says
 * what it does not.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "trial.h"

/* In a folder with a.c, b.c (a program in two files, whose a() is NUMBER, 1
 * unless it is defined), a folder "a folder" with c.c, which is a whole one,
 * and s.S. */
#define PREPARE                                                                \
	"mkdir 'a folder';"                                                    \
	"printf '#ifndef NUMBER\\n#define NUMBER 1\\n#endif\\n"                \
	"int a(void) { return NUMBER; }\\n' >a.c;"                             \
	"echo 'int a(void); int main(void) { return a(); }' >b.c;"             \
	"cat a.c b.c | sed '/a(void);/s/int a(void);//' >'a folder/c.c';"      \
	"printf '.globl a\\na: mov $7, %%%%eax\\nret\\n"                       \
	".section .note.GNU-stack,\"\",@progbits\\n' >s.S;"

static const struct line {
	const char *script;
	int status;
	const char *expression;
} lines[] = {
	/* Steps on the way. */
	{ "denali-cc -E a.c", 0, "^int a\\(void\\) [{] return 1; [}]$" },
	{ "denali-cc -E -P a.c -o a.i && denali-cc -c a.i && file a.o", 0,
	  "^a.o: ELF 32-bit LSB relocatable" },
	{ "denali-cc -S a.c && denali-cc -c a.s && ls a.o", 0, "^a.o$" },
	{ "denali-cc -M a.c", 0, "^a.o: a.c$" },
	{ "denali-cc -MM -MT x a.c", 0, "^x: a.c$" },
	{ "denali-cc -MD -MF d -c a.c && cat d", 0, "^a.o: a.c$" },
	{ "denali-cc -MMD -MP a.c b.c -o x && ls *.d", 0, "^x.d$" },
	{ "denali-cc -r a.c b.c -o x && denali-readelf -h x", 0, "Type: +REL" },
	{ "denali-cc -fsyntax-only a.c && ls a.o a.out 2>/dev/null", 2, "^$" },
	{ "denali-cc -c a.c b.c && ls *.o", 0, "^a.o\nb.o$" },
	{ "denali-cc -c a.c b.c -o x", 1, "cannot specify '-o' with '-c'" },
	/* Where the output is named. */
	{ "denali-cc a.c b.c -ox && ls x", 0, "^x$" },
	{ "denali-cc -o x a.c b.c && ls x", 0, "^x$" },
	{ "denali-cc a.c -o x b.c && ls x", 0, "^x$" },
	{ "denali-cc a.c b.c --output=x -g && ls x*", 0, "^x\nx.dbg$" },
	{ "denali-cc a.c b.c --output x -g && ls x*", 0, "^x\nx.dbg$" },
	{ "denali-cc -g a.c b.c -o 'a folder/x' && ls 'a folder'", 0,
	  "^c.c\nx\nx.dbg$" },
	{ "cd 'a folder'; denali-cc -g -flto ./c.c && ls", 0,
	  "^a.out\na.out.dbg\nc.c$" },
	{ "denali-cc a.c b.c -o", 1, "missing filename after '-o'" },
	/* Where the source comes from. */
	{ "cat 'a folder/c.c' | denali-cc -g -x c - -o x && ls x*", 0,
	  "^x\nx.dbg$" },
	{ "denali-cc -x c /dev/null -x none a.c b.c -o x && ls x", 0, "^x$" },
	{ "denali-cc - </dev/null", 1, "-E or -x required when input is from" },
	{ "denali-cc -x assembler-with-cpp s.S -x c b.c -o x && ls x", 0,
	  "^x$" },
	{ "denali-cc -include a.c b.c -o x && ls x", 0, "^x$" },
	/* Files with words in them. */
	{ "echo '-DNUMBER=2 a.c' >in; echo '@in -E -P' >out; denali-cc @out", 0,
	  "return 2;" },
	{ "echo '-E -P \"a folder/c.c\"' >r; denali-cc @r", 0, "return 1;" },
	{ "echo \"-E -P 'a folder/c.c'\" >r; denali-cc @r", 0, "return 1;" },
	{ "echo '-E -P a\\ folder/c.c' >r; denali-cc @r", 0, "return 1;" },
	{ "printf -- '-g\\na.c\\tb.c\\n\\n-o\\nx' >r; denali-cc @r && ls x*", 0,
	  "^x\nx.dbg$" },
	{ "echo '--name \"a name\" -o x' >r; denali-cc a.c b.c @r &&"
	  " strings -a x | grep '^a name'",
	  0, "^a name$" },
	{ "echo '-DNUMBER=\\\"@none\\\"' >r; denali-cc -E -P a.c @r", 0,
	  "return \"@none\";" },
	/* How it goes about it. */
	{ "denali-cc -pipe -g a.c b.c -o x && ls x*", 0, "^x\nx.dbg$" },
	{ "denali-cc -save-temps a.c b.c -o x && ls *.i *.s *.o", 0,
	  "^x-a.i\nx-a.o\nx-a.s\nx-b.i\nx-b.o\nx-b.s$" },
	{ "denali-cc -wrapper env,X=1 a.c b.c -o x && ls x", 0, "^x$" },
	{ "denali-cc -v a.c b.c -o x 2>&1 | grep -c '/cc1 .*-quiet'", 0,
	  "^2$" },
	{ "denali-cc -### a.c b.c -o x 2>&1 | grep -c collect2; ls x", 2,
	  "^1$" },
	{ "denali-cc -time -c a.c", 0, "^# cc1 " },
	{ "denali-cc -Q --help=target | grep march=", 0, "march=.*i686" },
	{ "TMPDIR=$PWD/none denali-cc a.c b.c -o x && ls x", 0, "^x$" },
	/* What it is asked about itself. */
	{ "denali-cc -dumpmachine", 0, "^i686-elf$" },
	{ "denali-cc -dumpversion", 0, "^12" },
	{ "denali-cc -dumpspecs | grep -c denali_sdk || true", 0, "^0$" },
	{ "denali-cc -print-libgcc-file-name", 0, "/libgcc.a$" },
	{ "denali-cc -print-file-name=libc.a", 0, "/sdk/lib/libc.a$" },
	{ "denali-cc --print-prog-name=as", 0, "/as$" },
	{ "denali-cc -print-multi-lib", 0, "^.;$" },
	{ "denali-cc -print-sysroot", 0, "^$" },
	{ "denali-cc -print-sdk 2>&1; denali-cc --print-sdk", 0,
	  "/build/sdk$" },
	{ "denali-cc --version", 0,
	  "^denali-cc [0-9.]+ \\(contract version "
	  "[0-9]+\\)\ndenali-cc \\(GCC\\)" },
	/* What the linker is asked. */
	{ "denali-cc a.c b.c -o x -Wl,-Map,m,--cref && grep -c main.text m ||"
	  " grep -c '^LOAD' m",
	  0, "^[0-9]+$" },
	{ "denali-cc a.c b.c -o x -Wl,--defsym=y=5 -Xlinker -u -Xlinker y &&"
	  " denali-nm x | grep ' y$'",
	  0, "^00000005 A y$" },
	{ "denali-cc a.c b.c -o x -T $sdk/share/denali/denali-pie.ld && ls x",
	  0, "^x$" },
	{ "denali-cc a.c b.c -o x -Tnone", 1, "cannot open linker script" },
	{ "denali-cc -g a.c b.c -o x -Wl,-s && ls x*", 0, "^x$" },
	{ "denali-cc -g a.c b.c -o x -Wl,--strip-debug && ls x*", 0, "^x$" },
	/* What may be compiled. */
	{ "denali-cc -c -march=native a.c && ls a.o", 0, "^a.o$" },
	{ "denali-cc -c -march=i386 a.c", 0, "^$" },
	{ "denali-cc -c -O3 -mavx2 -ffast-math -fno-builtin -std=c2x a.c", 0,
	  "^$" },
	{ "denali-cc -O0 -ggdb3 a.c b.c -o x && ls x*", 0, "^x\nx.dbg$" },
	{ "denali-cc -g1 -gdwarf-4 a.c b.c -o x && ls x*", 0, "^x\nx.dbg$" },
	{ "denali-cc -gz -g a.c b.c -o x && ls x*", 0, "^x\nx.dbg$" },
	{ "denali-cc -gsplit-dwarf -g a.c b.c -o x && ls x*", 0,
	  "^x\nx-a.dwo\nx-b.dwo\nx.dbg$" },
	{ "denali-cc -g0 a.c b.c -o x && ls x*", 0, "^x$" },
	{ "denali-cc -flto=2 -g a.c b.c -o x && ls x*", 0, "^x\nx.dbg$" },
	{ "denali-cc -flto -ffat-lto-objects -c a.c && denali-cc a.o b.c", 0,
	  "^$" },
	{ "denali-cc -m32 a.c b.c", 0, "^$" },
	{ "denali-cc -nostdlib -ffreestanding -c a.c", 0, "^$" },
	{ "denali-cc -Werror=unused-variable -Wall -Wextra -c a.c", 0, "^$" },
	{ "denali-cc -fplugin=none -c a.c", 1, "plugin" },
	/* What may not. */
	{ "denali-cc -shared a.c", 1, "shared objects cannot be made" },
	{ "denali-cc -m64 a.c", 1, "64-bit mode not compiled in" },
	{ "denali-cc -fsanitize=address a.c", 1, "--check-heap are" },
	{ "denali-cc a.c b.c -dynamic", 1, "-dynamic: shared objects cannot" },
	{ "denali-cc a.c b.c -Wl,-shared", 1, "-Wl,-shared: shared objects" },
};

Test(words, all)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		char *script;

		cr_assert(asprintf(&script, "rm -rf \"$PWD\"/*; " PREPARE "%s",
				   lines[i].script) > 0);
		cr_log_info("%s", lines[i].script);
		expect_script(lines[i].status, lines[i].expression, script);
		free(script);
	}
}
