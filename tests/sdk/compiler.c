/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * denali-cc as a compiler: it fails as gcc does, and takes what build systems
 * give to any cc.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "trial.h"

#define MAIN "int main(void)\n{\n\treturn 0;\n}\n"

Test(compiler, no_input)
{
	expect_run(1, "^denali-cc: fatal error: no input files$", CC, NULL);
}

Test(compiler, missing_file)
{
	expect_run(1, "fatal error: nowhere.c: No such file or directory", CC,
		   "nowhere.c", NULL);
	expect_run(1, "cannot find nowhere.o: No such file", CC, "nowhere.o",
		   NULL);
}

Test(compiler, syntax_error)
{
	char *source = text_file("syntax.c", "int main(void) { return }\n");

	expect_run(1, "syntax.c:1:.*error: expected expression", CC, "-c",
		   source, "-o", "/dev/null", NULL);
	free(source);
}

Test(compiler, unknown_option)
{
	expect_run(1, "error: unrecognized command-line option '--no-such'", CC,
		   "--no-such", "-c", "x.c", NULL);
}

/* One that is nearly ours. */
Test(compiler, misspelt_option)
{
	expect_run(1,
		   "option '--memry=4M'\ndenali-cc: hint: did you mean"
		   " --memory\\?$",
		   CC, "--memry=4M", "-c", "x.c", NULL);
	expect_run(1, "'--file'\ndenali-cc: hint: did you mean --files\\?$", CC,
		   "-c", "x.c", "--file", "x", NULL);
}

Test(compiler, undefined_function)
{
	char *source = text_file(
		"undefined.c",
		"int absent(void);\nint main(void) { return absent(); }\n");
	char *image = new_path("undefined");

	expect_run(1, "undefined reference to `absent'", CC, source, "-o",
		   image, NULL);
	cr_expect(access(image, F_OK) != 0, "an image was left");
	free(source);
	free(image);
}

Test(compiler, shared_object)
{
	char *source = text_file("shared.c", MAIN);

	expect_run(1, "shared objects cannot be made", CC, "-shared", source,
		   "-o", "/dev/null", NULL);
	free(source);
}

Test(compiler, own_options)
{
	expect_run(1, "^denali-cc: error: missing argument to '--files'$", CC,
		   "--files", NULL);
	expect_run(1, "^denali-cc: error: --files none: No such file", CC,
		   "--files", "none", NULL);
	expect_run(1, "^denali-cc: error: --files Makefile: not a folder$", CC,
		   "--files=Makefile", NULL);
	expect_run(1, "^denali-cc: error: --mount disk0: must be SOURCE:", CC,
		   "--mount", "disk0", NULL);
	expect_run(1, "^denali-cc: error: --mount disk99:/a: the source must",
		   CC, "--mount", "disk99:/a", NULL);
	expect_run(1, "^denali-cc: error: --mount sda:/a: the source must", CC,
		   "--mount", "sda:/a", NULL);
	expect_run(1, "--mount tmpfs:a: the target must be an absolute", CC,
		   "--mount", "tmpfs:a", NULL);
	expect_run(1, "--mount tmpfs:/: the target must be an absolute", CC,
		   "--mount", "tmpfs:/", NULL);
	expect_run(1, "--mount tmpfs:/a/../b: the target must be without", CC,
		   "--mount", "tmpfs:/a/../b", NULL);
	expect_run(1, "--mount disk0:/a:ro: something is mounted on /a", CC,
		   "--mount", "tmpfs:/a", "--mount=disk0:/a:ro", NULL);
	expect_run(1, "^denali-cc: error: two files are to be /index.html$", CC,
		   "--files", "tests/sdk/site", "--files", "tests/sdk/site",
		   "x.c", NULL);
	expect_run(
		1,
		"^denali-cc: error: --memory 12Q: not a size; write 16M, say$",
		CC, "--memory", "12Q", NULL);
	expect_run(1, "^denali-cc: error: --memory 64K: must be 262144", CC,
		   "--memory", "64K", NULL);
	expect_run(1, "^denali-cc: error: --memory 4G: must be from", CC,
		   "--memory", "4G", NULL);
	expect_run(1, "^denali-cc: error: --allow-in 0: ports are numbers", CC,
		   "--allow-in", "0", NULL);
	expect_run(1, "^denali-cc: error: --allow-out 80/x: the protocol", CC,
		   "--allow-out=80/x", NULL);
	expect_run(1,
		   "^denali-cc: error: --stack -1: not a size; write 16M, say$",
		   CC, "--stack", "-1", NULL);
	expect_run(1, "^denali-cc: error: --name .*: longer than 31", CC,
		   "--name", "a-name-of-more-than-31-characters", NULL);
}

Test(compiler, heap_option)
{
	expect_run(1, "^denali-cc: error: --check-heap takes no argument$", CC,
		   "--check-heap=yes", NULL);
}

Test(compiler, sanitizers_that_are_not_there)
{
	static const char *const absent[] = { "address", "thread", "leak" };

	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
		char option[64], error[96];

		snprintf(option, sizeof(option), "-fsanitize=undefined,%s",
			 absent[i]);
		snprintf(error, sizeof(error),
			 "^denali-cc: error: -fsanitize=%s is not there: ",
			 absent[i]);
		expect_run(1, error, CC, option, "-c", "x.c", NULL);
	}
}

Test(compiler, help)
{
	expect_run(0, "--files DIR", CC, "--help", NULL);
}

/* What comes after an option with an argument is not ours. */
Test(compiler, argument_like_an_option)
{
	char *source = text_file("argument.c", MAIN);

	expect_run(0, "^--memory: .*argument.c", CC, "-M", "-MT", "--memory",
		   source, NULL);
	free(source);
}

/* Options that build systems pass to every cc. */
Test(compiler, habits)
{
	char *source = text_file("habits.c", "#include <math.h>\n" MAIN);
	char *image = new_path("habits");

	expect_run(0, "^$", CC, "-O2", "-pipe", "-pthread", "-fPIE", "-pie",
		   "-static", "-rdynamic", "-fstack-protector-strong",
		   "-Wl,--as-needed", "-Wl,-O1", source, "-o", image, "-lm",
		   "-lpthread", "-lrt", "-ldl", "-lresolv", "-lcrypt", "-lutil",
		   "-lsocket", "-lnsl", "-latomic", "-lgcc_s", "-lc",
		   "-Wl,-soname,x", "-Wl,-rpath,/usr/lib", "-Wl,-z,now",
		   "-Wl,--export-dynamic", "-Wl,-Bsymbolic", NULL);
	free(source);
	free(image);
}

/* What build systems ask a compiler about itself. */
Test(compiler, answers)
{
	expect_run(0, "^i686-elf$", CC, "-dumpmachine", NULL);
	expect_run(0, "^denali-cc \\(GCC\\) ", CC, "--version", NULL);
	expect_run(0, "^gcc version ", CC, "-v", NULL);
	expect_run(0, "/build/sdk/lib/libc.a$", CC, "-print-file-name=libc.a",
		   NULL);
	expect_run(0, "^libraries: =[^:]*/build/sdk/lib/", CC,
		   "-print-search-dirs", NULL);
	expect_run(0, "/ld$", CC, "-print-prog-name=ld", NULL);
}

/* Its words are taken as if they stood in its place, our own options too. */
Test(compiler, response_file)
{
	char *inner = text_file("inner", "-DONE=1\n\"-DTWO=two words\"");
	char *source = text_file("macros.c", "ONE, TWO, THREE\n");
	char *text, *outer, *wrong = text_file("wrong", "--stack '-1'");
	char word[128];

	cr_assert(asprintf(&text, "--stack\t1M @%s -E -P -DTHREE=3\\ 4",
			   inner) > 0);
	outer = text_file("outer", text);
	snprintf(word, sizeof(word), "@%s", outer);
	expect_run(0, "^1, two words, 3 4$", CC, word, source, NULL);
	snprintf(word, sizeof(word), "@%s", wrong);
	expect_run(1,
		   "^denali-cc: error: --stack -1: not a size; write 16M, say$",
		   CC, word, NULL);
	expect_run(1, "@nowhere: No such file", CC, "@nowhere", NULL);
	free(wrong);
	free(text);
	free(outer);
	free(inner);
	free(source);
}

/* A file that names itself is an error, not the end of memory. */
Test(compiler, response_file_of_itself)
{
	char *path = new_path("self"), *text;
	FILE *file = fopen(path, "w");

	cr_assert(file != NULL);
	fprintf(file, "@%s\n", path);
	fclose(file);
	cr_assert(asprintf(&text, "@%s", path) > 0);
	expect_run(1, "too many files with options, or one that names itself",
		   CC, text, NULL);
	free(text);
	free(path);
}

Test(compiler, link_time_optimisation)
{
	char *source = text_file("lto.c", MAIN);
	char *object = new_path("lto.o"), *archive = new_path("lto.a");
	char *image = new_path("lto");

	expect_run(0, "^$", CC, "-flto", "-O2", "-c", source, "-o", object,
		   NULL);
	expect_run(0, "^$", "build/sdk/bin/denali-ar", "rcs", archive, object,
		   NULL);
	expect_run(0, "T main", "build/sdk/bin/denali-nm", archive, NULL);
	expect_run(0, "^$", CC, "-flto", "-O2", archive, "-o", image, NULL);
	free(source);
	free(object);
	free(archive);
	free(image);
}

/* The same below a make that has a jobserver at 3 and 4. */
Test(compiler, link_time_optimisation_below_make)
{
	char *source = text_file("lto2.c", MAIN), *image = new_path("lto2");

	expect_run(0, "^(make.*)?$", "env",
		   "MAKEFLAGS= -j2 "
		   "--jobserver-auth=3,4",
		   CC, "-flto=auto", "-O2", source, "-o", image, NULL);
	free(source);
	free(image);
}

Test(compiler, preprocessor)
{
	char *source = text_file("macros.c", "__denali__ __unix__\n");

	expect_run(0, "^1 1$", CC, "-E", "-P", source, NULL);
	expect_run(0, "^1 1$", "build/sdk/bin/denali-cpp", "-P", source, NULL);
	free(source);
	source = text_file("unix.c", "unix\n");
	expect_run(0, "^1$", CC, "-E", "-P", source, NULL);
	expect_run(0, "^1$", CC, "-std=gnu99", "-E", "-P", source, NULL);
	expect_run(0, "^unix$", CC, "-std=c11", "-E", "-P", source, NULL);
	expect_run(0, "^unix$", CC, "-ansi", "-E", "-P", source, NULL);
	free(source);
}

/* Programs that take an int32_t for an int, and name errors that are not
 * POSIX's, compile without a word. */
Test(compiler, types_and_errors_of_other_systems)
{
	char *source = text_file(
		"types.c",
		"#include <errno.h>\n#include <inttypes.h>\n"
		"#include <stdio.h>\n"
		"#if INT32_MAX != 0x7fffffff || UINT32_C(1) - 2 < 0\n"
		"#error constants\n#endif\n"
		"extern int i; extern int32_t i;\n"
		"extern unsigned u; extern uint32_t u;\n"
		"void f(void) { printf(\"%\" PRIu32 \"%u%d\", UINT32_MAX,\n"
		"UINT32_C(0x80000000), INT32_MIN); }\n"
		"int errors[] = { ESHUTDOWN, ESOCKTNOSUPPORT, ENOMEDIUM };\n");

	expect_run(0, "^$", CC, "-Wall", "-Wextra", "-Werror", "-c", source,
		   "-o", "/dev/null", NULL);
	free(source);
}

/* Nothing but an object, also with options that matter only to links. */
#define CPLUSPLUS "build/sdk/bin/denali-c++"

Test(compiler, cplusplus)
{
	char *image = new_path("cplusplus");

	expect_run(0, "", CPLUSPLUS, "-std=c++17", "-O2", "-Wall", "-Werror",
		   "tests/sdk/cplusplus.cc", "-o", image, NULL);
	expect_run(0,
		   "^made static\nmade new\nmade once\nwoof 3\ngone new\n"
		   "null\ngone once\ngone static\n$",
		   DENALI, "run", "--net", "none", "-m", "2M", image, NULL);
	free(image);
}

/* There is nobody to throw anything at. */
Test(compiler, cplusplus_without_exceptions)
{
	char *source = text_file("throw.cc", "int main() { throw 1; }\n");

	expect_run(1, "throw.cc:1:.*error: exception handling disabled",
		   CPLUSPLUS, "-c", source, "-o", "/dev/null", NULL);
	free(source);
}

Test(compiler, no_link)
{
	char *source = text_file("object.c", MAIN);
	char *object = new_path("object.o"), *joined = new_path("joined.o");

	expect_run(0, "^$", CC, "-c", source, "-o", object, "--memory", "1M",
		   "--files", "tests/sdk/site", NULL);
	expect_run(0, "^ *Type: +REL ", "build/sdk/bin/denali-readelf", "-h",
		   object, NULL);
	expect_run(0, "^$", CC, "-r", object, "-o", joined, NULL);
	expect_run(0, "^ *Type: +REL ", "build/sdk/bin/denali-readelf", "-h",
		   joined, NULL);
	free(source);
	free(object);
	free(joined);
}

Test(compiler, tools)
{
	static const char *const names[] = {
		"addr2line", "ar",      "as",      "c++",        "c++filt",
		"cc",        "cpp",     "elfedit", "g++",        "gcc",
		"gcc-ar",    "gcc-nm",  "gdb",     "ld",         "ld.bfd",
		"nm",        "objcopy", "objdump", "ranlib",     "readelf",
		"size",      "strings", "strip",   "gcc-ranlib",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[64];

		snprintf(path, sizeof(path), "build/sdk/bin/denali-%s",
			 names[i]);
		expect_run(0, "GNU|GCC", path, "--version", NULL);
		snprintf(path, sizeof(path), "build/sdk/bin/i686-elf-%s",
			 names[i]);
		expect_run(0, "GNU|GCC", path, "--version", NULL);
	}
}
