/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Hints: each record of share/denali/hints is what follows when its message
 * comes up, here by the mistake that leads to it.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hints.h"
#include "memory.h"
#include "trial.h"

#define HINTS "build/sdk/share/denali/hints"
#define MAIN "int main(void) { return 0; }\n"
#define CALL(name) "int " name "(); int main(void) { return " name "(); }\n"
#define INCLUDE(name) "#include <" name ">\n"

/* A program, how it is compiled, and a part of the advice. */
static const struct mistake {
	const char *source, *words, *advice;
} mistakes[] = {
	{ INCLUDE("iostream"), "-x c++",
	  "belongs to C++'s library, which is "
	  "not there: C++ programs" },
	{ INCLUDE("linux/limits.h"), "", "POSIX's header for the same" },
	{ INCLUDE("sys/inotify.h"), "", "is for what only Linux has" },
	{ INCLUDE("sys/shm.h"), "", "System V's <sys/" },
	{ INCLUDE("execinfo.h"), "", "backtrace() is not needed here" },
	{ INCLUDE("ucontext.h"), "", "makecontext() and the like" },
	{ INCLUDE("pty.h"), "", "is about people who log in" },
	{ INCLUDE("zlib.h"), "", "is not part of the SDK; build it" },
	{ INCLUDE("openssl/ssl.h"), "", "mbedTLS is known to work" },
	{ INCLUDE("windows.h"), "", "is for another system" },
	{ INCLUDE("omp.h"), "", "OpenMP is not there" },
	{ MAIN, "-fopenmp", "OpenMP is not there" },
	{ INCLUDE("foo/bar.h"), "", "is another library's, install that" },
	{ "#include <stdio.h>\nint main(void)\n"
	  "{ char *s; return asprintf(&s, \"\"); }\n",
	  "-std=c11 -Werror", "is not in ISO C" },
	{ "int main() { throw 1; }\n", "-x c++", "no C++ exceptions here" },
	{ "struct a { virtual ~a(); }; struct b : a {}; a *x;\n"
	  "int main() { return dynamic_cast<b *>(x) != 0; }\n",
	  "-x c++", "no run-time types in C++" },
	{ MAIN, "-m64", "leave -m64 out" },
	{ "__int128 x;\n", "", "integers of 64 bits" },
	{ "char big[3000u << 20];\n", "", "less than 3 GiB of addresses" },
	{ "#include <math.h>\nint main(int c, char **v)\n"
	  "{ (void)v; return (int)sinf((float)c); }\n",
	  "", "sinf() is in the mathematical library" },
	{ "int x;\n", "", "no file has a function main()" },
	{ "int *f() { return new int; } int main() { f(); }\n", "-x c++",
	  "link C++ programs by denali-c++" },
	{ "namespace std { void lost(); } int main() { std::lost(); }\n",
	  "-x c++", "belongs to C++'s library, which is not there; C's" },
	{ CALL("inotify_init"), "", "is Linux's own; leave that" },
	{ CALL("semget"), "", "System V's semget() is for" },
	{ CALL("swapcontext"), "", "() is not there; use threads" },
	{ CALL("openpty"), "", "() is about people who log in" },
	{ CALL("backtrace"), "", "backtrace() is not needed here: a" },
	{ CALL("sched_setaffinity"), "", "affinity() is not there" },
	{ CALL("inflateInit_"), "", "add -lz after" },
	{ CALL("mbedtls_ssl_init"), "", "add -lmbedtls -lmbedx509" },
	{ CALL("bindtextdomain"), "", "messages in other languages" },
	{ MAIN, "-pg", "-pg needs an operating system" },
	{ MAIN, "--coverage", "coverage and profiles" },
	{ MAIN, "-lfoo", "libfoo.a is in no folder" },
	{ MAIN, "x.c", "main is defined in two files" },
	{ "int e(void); int main(void) { return e(); }\n"
	  "__asm__(\".globl e\\ne: movl $main, %eax\\nret\\n\");\n",
	  "-fno-pie", "some object was compiled with -fno-pie" },
	{ MAIN, "host.o", "was made for another machine" },
	{ MAIN, "-o nowhere/x", "nowhere/x is to be in is not there" },
	{ MAIN, "-o .", ". is a folder: name the image by -o" },
	{ MAIN, "-o /sys/x", "may not be written there" },
	{ MAIN, "-o /dev/full", "a disk is full" },
	{ MAIN, "-shared", "make a static library instead" },
	{ "__thread char a[1] __attribute__((aligned(128)));\n"
	  "int main(void) { return a[0]; }\n",
	  "", "align it by hand" },
	{ MAIN, "-fuse-ld=gold", "there is one linker here" },
	{ MAIN, "-stdlib=libc++", "is clang's; denali-cc is gcc" },
};
#define MISTAKES (sizeof(mistakes) / sizeof(*mistakes))

static bool contains(const struct bytes *bytes, const char *text)
{
	return memmem(bytes->data, bytes->length, text, strlen(text)) != NULL;
}

Test(hints, of_the_compiler)
{
	char *folder = new_path("hints"), *script;

	for (size_t i = 0; i < MISTAKES; i++) {
		const struct mistake *mistake = &mistakes[i];
		const struct process *process;

		cr_assert(asprintf(&script,
				   "PATH=$PWD/build/sdk/bin:$PATH; mkdir -p %s;"
				   "cd %s || exit; cat >x.c; gcc -c x.c -w"
				   " -o host.o 2>/dev/null || echo >host.o;"
				   "printf %%s \"$1\" >x.c;"
				   " denali-cc $2 x.c </dev/null",
				   folder, folder) > 0);
		process = run("sh", "-c", script, "sh", mistake->source,
			      mistake->words, NULL);
		cr_expect(process->status == 1, "%s: status %d",
			  mistake->advice, process->status);
		cr_expect(contains(&process->err, mistake->advice) &&
				  contains(&process->err, "denali-cc: hint: "),
			  "no \"%s\": %s", mistake->advice, process->err.data);
		free(script);
	}
	free(folder);
}

/* How a program ends, and what is said of it. */
static const struct {
	const char *name, *advice;
} deaths[] = {
	{ "null", "a pointer was NULL, or nearly so" },
	{ "recursion", "the stack is too small" },
	{ "smash", "a local array was written past its end" },
	{ "twice", "link with --check-heap and run it again" },
	{ "buffer", "a function was told to write more" },
	{ "constant", "constants cannot be written" },
	{ "data", "a call went to data" },
	{ "zero", "an integer was divided by zero" },
	{ "port", "a program has no devices" },
	{ "invalid", "was the program compiled with -march=native" },
	{ "assert", "abort() is what assert() and" },
	{ "far", "a pointer is wrong, or an array's index" },
};
#define DEATHS (sizeof(deaths) / sizeof(*deaths))

Test(hints, of_crashes)
{
	char *image = new_path("deaths");

	expect_run(0, "", CC, "-O1", "-w", "-D_FORTIFY_SOURCE=2",
		   "tests/sdk/deaths/deaths.c", "-o", image, NULL);
	for (size_t i = 0; i < DEATHS; i++) {
		const struct process *process = run(DENALI, "run", "--net",
						    "none", "-m", "2M", image,
						    deaths[i].name, NULL);

		cr_expect(process->status == 126, "%s: status %d",
			  deaths[i].name, process->status);
		cr_expect(contains(&process->err, deaths[i].advice) &&
				  contains(&process->err, "denali: hint: "),
			  "%s: no \"%s\": %s", deaths[i].name, deaths[i].advice,
			  process->err.data);
	}
	free(image);
}

/* Where QEMU does not start. */
static const char refusal[] = "this machine does not have as much memory";

Test(hints, of_qemu)
{
	char *script;

	cr_assert(asprintf(&script,
			   "ulimit -v 3000000; exec %s run --host-mem 3G"
			   " build/examples/hello/hello",
			   DENALI) > 0);
	expect_run(125, refusal, "sh", "-c", script, NULL);
	free(script);
}

/* No record without a test. */
static bool is_tested(const char *say)
{
	bool found = strstr(say, refusal) != NULL;

	for (size_t i = 0; i < MISTAKES; i++) {
		const char *end = strstr(mistakes[i].advice, " is ");

		found |= strstr(say, mistakes[i].advice) != NULL ||
			 (end != NULL && strstr(say, end) != NULL);
	}
	for (size_t i = 0; i < DEATHS; i++)
		found |= strstr(say, deaths[i].advice) != NULL;
	return found;
}

Test(hints, all_are_tested)
{
	FILE *file = fopen(HINTS, "r");
	char *line = NULL, *say = NULL;
	size_t room = 0;
	int count = 0;

	cr_assert_not_null(file);
	while (getline(&line, &room, file) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "say ", 4) == 0) {
			say = strdup(line + 4);
			count++;
		} else if (line[0] == '\t') {
			char *whole;

			cr_assert(asprintf(&whole, "%s %s", say, line + 1) > 0);
			free(say);
			say = whole;
		} else if (line[0] == '\0' && say != NULL) {
			cr_expect(is_tested(say), "no test: %s", say);
			free(say);
			say = NULL;
		}
	}
	cr_expect(count >= 30, "%d hints", count);
	free(say);
	free(line);
	fclose(file);
}

void out_of_memory(void)
{
	abort();
}

static char *find(struct hints *hints, const char *file, const char *said)
{
	char *path = text_file("hints.txt", file);
	char *wrong = hints_find(hints, path, "cc", said);

	free(path);
	return wrong;
}

/* In order of what was said, the first record of a line, each once, four. */
Test(hints, order)
{
	struct hints hints;

	cr_assert_null(
		find(&hints,
		     "where run\nmatch a\nsay never\n\n"
		     "where ld cc\nmatch (b+)(c)?\nsay it is \\1,\n"
		     "\t\\2 and \\x\n\n# end\nwhere cc\n"
		     "match a|b\nsay other\n",
		     "x \033[1mbb\033[K\nabb\nbb\na\n\nbc\nbbb\nbbbb\n"));
	cr_assert_eq(hints.count, 4);
	cr_expect_str_eq(hints.advice[0], "it is bb,  and \\x");
	cr_expect_str_eq(hints.advice[1], "other");
	cr_expect_str_eq(hints.advice[2], "it is b, c and \\x");
	cr_expect_str_eq(hints.advice[3], "it is bbb,  and \\x");
	hints_free(&hints);
}

Test(hints, files_that_are_wrong)
{
	static const char *const wrong[][2] = {
		{ "where cc\nmatch (\nsay x\n", ":1: not a regular" },
		{ "where cc\nmatch a\n", ":1: a record without" },
		{ "where cc\nmatch a\nsay b\n\nfoo\n", ":5: neither where" },
	};
	struct hints hints;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		char *what = find(&hints, wrong[i][0], "a");

		cr_assert_not_null(what);
		cr_expect_not_null(strstr(what, wrong[i][1]), "%s", what);
		free(what);
		hints_free(&hints);
	}
	cr_expect_str_eq(hints_find(&hints, "/nowhere", "cc", ""),
			 "/nowhere: No such file or directory");
}
