/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * denali-cc and the tools that go with it, one program under many names:
 * denali-NAME or i686-elf-NAME, so that build systems that are told a host or a
 * prefix find them all.  Under any other name it is denali-cc.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compile.h"
#include "error.h"
#include "sdk.h"

static const char *const prefixes[] = { "denali-", "i686-elf-", NULL };

static const char *without_folder(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash == NULL ? name : slash + 1;
}

/* Which tool we are called as. */
static const char *tool_name(const char *name)
{
	for (int i = 0; prefixes[i] != NULL; i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return name + strlen(prefixes[i]);
	return "cc";
}

/* A copy of the arguments with others after the first. */
static char **with_arguments(int argc, char **argv, char *const *more)
{
	int count = 0;
	char **all;

	while (more[count] != NULL)
		count++;
	all = need(calloc((size_t)argc + (size_t)count + 1, sizeof(*all)));
	all[0] = argv[0];
	memcpy(all + 1, more, (size_t)count * sizeof(*all));
	memcpy(all + 1 + count, argv + 1, (size_t)argc * sizeof(*all));
	return all;
}

/* A program of this machine's, found by PATH. */
static _Noreturn void run_host(char *program, char **argv)
{
	argv[0] = program;
	execvp(program, argv);
	if (errno == ENOENT)
		fail("%s: there is no such program in PATH; install it",
		     program);
	fail_errno("cannot run %s", program);
}

static _Noreturn void run_cpp(int argc, char **argv)
{
	static char preprocess[] = "-E";
	char *more[] = { preprocess, NULL };

	compile(argc + 1, with_arguments(argc, argv, more));
}

static _Noreturn void run_gdb(int argc, char **argv)
{
	static char program[] = "gdb", first[] = "-iex";
	static char architecture[] = "set architecture i386";
	char *more[] = { first, architecture, NULL };

	run_host(program, with_arguments(argc, argv, more));
}

/* Looks for libraries of images only, never for this machine's. */
static _Noreturn void run_pkg_config(int argc, char **argv)
{
	static char program[] = "pkg-config", all[] = "--static";
	char *more[] = { all, NULL };

	char *libraries = sdk_path("lib/pkgconfig");
	char *installed = sysroot_path("usr/lib/pkgconfig");
	const char *sysroot = getenv("DENALI_SYSROOT");

	/* Files below a sysroot name folders as if it were the root. */
	if (installed != NULL && sysroot != NULL) {
		setenv("PKG_CONFIG_SYSROOT_DIR", sysroot, 1);
		libraries = installed;
	}
	setenv("PKG_CONFIG_LIBDIR", libraries, 1);
	run_host(program, with_arguments(argc, argv, more));
}

static const struct tool {
	const char *name;
	void (*run)(int argc, char **argv);
} tools[] = {
	{ "cc", compile },
	{ "gcc", compile },
	{ "c++", compile_cplusplus },
	{ "g++", compile_cplusplus },
	{ "cpp", run_cpp },
	{ "gdb", run_gdb },
	{ "pkg-config", run_pkg_config },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	const char *called = without_folder(argv[0]);
	const char *name = tool_name(called);
	const struct tool *tool = tools;

	error_name(called);
	while (tool->name != NULL && strcmp(tool->name, name) != 0)
		tool++;
	if (tool->name != NULL)
		tool->run(argc, argv);
	argv[0] = sdk_path("lib/toolchain/bin/i686-elf-%s", name);
	execv(argv[0], argv);
	fail_errno("cannot run %s", argv[0]);
}
