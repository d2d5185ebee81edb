/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "gdb.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "sdk.h"

static char *find_program(void)
{
	const char *chosen;
	char *program = program_choose("GDB", "gdb", "gdb-multiarch", &chosen);

	if (program == NULL && chosen != NULL)
		error("%s: no such program: the variable GDB names the "
		      "debugger; correct or unset it",
		      chosen);
	else if (program == NULL)
		error("no debugger: gdb is not in PATH; install the package "
		      "gdb");
	return program;
}

void gdb_add(struct gdb *gdb, const char *format, ...)
{
	char **words = reallocarray(gdb->words, gdb->count + 2, sizeof *words);
	va_list values;

	if (words == NULL)
		out_of_memory();
	va_start(values, format);
	if (vasprintf(&words[gdb->count], format, values) < 0)
		out_of_memory();
	va_end(values);
	words[++gdb->count] = NULL;
	gdb->words = words;
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
	for (size_t i = 0; i < gdb->count; i++)
		free(gdb->words[i]);
	free(gdb->words);
	*gdb = (struct gdb){ .count = 0 };
}

/* It ends with us, by whatever we are ended: nobody would know of it. */
static _Noreturn void become(const struct gdb *gdb, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(STATUS_ERROR);
	execv(gdb->words[0], gdb->words);
	_exit(error("%s: cannot start gdb: %s", gdb->words[0],
		    strerror(errno)));
}

int gdb_run(const struct gdb *gdb)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	pid_t parent = getpid(), pid;
	int status = 0;

	fflush(NULL);
	pid = fork();
	if (pid == 0)
		become(gdb, parent);
	if (pid < 0)
		return error("%s: cannot start gdb: %s", gdb->words[0],
			     strerror(errno));
	/* Ctrl-C is gdb's: it reaches all in the foreground. */
	sigaction(SIGINT, &ignore, &before);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	sigaction(SIGINT, &before, NULL);
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   STATUS_SIGNAL + WTERMSIG(status);
}
