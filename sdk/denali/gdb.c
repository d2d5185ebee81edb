/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "gdb.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "sdk.h"

extern char **environ;

static char *find_program(void)
{
	const char *chosen = getenv("GDB");
	char *program;

	if (chosen != NULL && chosen[0] != '\0') {
		program = program_path(chosen);
		if (program == NULL)
			error("%s: no such program: the variable GDB names "
			      "the debugger; correct or unset it",
			      chosen);
		return program;
	}
	program = program_path("gdb");
	if (program == NULL)
		program = program_path("gdb-multiarch");
	if (program == NULL)
		error("no debugger: gdb is not in PATH; install the package "
		      "gdb");
	return program;
}

void gdb_add(struct gdb *gdb, const char *format, ...)
{
	char *word = NULL;
	va_list values;

	if (gdb->count == GDB_WORDS_MAX)
		return;
	va_start(values, format);
	if (vasprintf(&word, format, values) >= 0)
		gdb->words[gdb->count++] = word;
	va_end(values);
}

char *gdb_quote(const char *path)
{
	char *copy = allocate(2 * strlen(path) + 3, 1), *to = copy;

	*to++ = '"';
	for (; *path != '\0'; path++) {
		if (*path == '"' || *path == '\\')
			*to++ = '\\';
		*to++ = *path;
	}
	*to = '"';
	return copy;
}

int gdb_open(struct gdb *gdb)
{
	char *program = find_program();
	char *script = sdk_path("share/denali/gdb/denali.gdb");

	*gdb = (struct gdb){ .count = 0 };
	if (program == NULL) {
		free(script);
		return STATUS_ERROR;
	}
	gdb_add(gdb, "%s", program);
	gdb_add(gdb, "-q");
	gdb_add(gdb, "-iex");
	gdb_add(gdb, "set confirm off");
	gdb_add(gdb, "-iex");
	gdb_add(gdb, "set architecture i386");
	if (script != NULL && access(script, R_OK) == 0) {
		gdb_add(gdb, "-x");
		gdb_add(gdb, "%s", script);
	}
	free(program);
	free(script);
	return 0;
}

void gdb_close(struct gdb *gdb)
{
	for (unsigned i = 0; i < gdb->count; i++)
		free(gdb->words[i]);
	gdb->count = 0;
}

int gdb_run(const struct gdb *gdb)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	posix_spawnattr_t attributes;
	int status = 0, failed;
	sigset_t set;
	pid_t pid;

	/* Ctrl-C is gdb's: it reaches all in the foreground. */
	sigaction(SIGINT, &ignore, &before);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &set);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawn(&pid, gdb->words[0], NULL, &attributes, gdb->words,
			     environ);
	posix_spawnattr_destroy(&attributes);
	if (failed)
		status = error("%s: cannot start gdb: %s", gdb->words[0],
			       strerror(failed));
	while (!failed && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	sigaction(SIGINT, &before, NULL);
	if (failed)
		return status;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   STATUS_SIGNAL + WTERMSIG(status);
}
