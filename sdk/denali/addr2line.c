/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "addr2line.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "sdk.h"

extern char **environ;

#define WORDS_FIXED 3 /* the program, -e, the file */

/* Start it with its output in *output; 0 or an errno value. */
static int start(char *words[], int *output, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int pair[2], status;

	if (pipe2(pair, O_CLOEXEC) != 0)
		return errno;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
					 O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
					 O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, pair[1], STDOUT_FILENO);
	status = posix_spawn(pid, words[0], &actions, NULL, words, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(pair[1]);
	*output = pair[0];
	if (status != 0)
		close(pair[0]);
	return status;
}

/* One line an address, in order; "??" where it does not know. */
static void read_lines(int output, size_t count, char **lines)
{
	FILE *stream = fdopen(output, "r");
	char *line = NULL;
	size_t room = 0;

	for (size_t i = 0; i < count; i++) {
		ssize_t length = getline(&line, &room, stream);

		if (length <= 0)
			break;
		line[strcspn(line, "\n")] = '\0';
		/* It may add remarks in brackets. */
		line[strcspn(line, " ")] = '\0';
		if (strstr(line, "??") == NULL && strstr(line, ":?") == NULL)
			lines[i] = allocate_text("%s", line);
	}
	free(line);
	fclose(stream);
}

void addr2line(const char *file, const uint32_t *addresses, size_t count,
	       char **lines)
{
	char *words[WORDS_FIXED + ADDR2LINE_MAX + 1] = { NULL };
	char texts[ADDR2LINE_MAX][12];
	char *program = sdk_path("bin/denali-addr2line");
	char *path = allocate_text("%s", file);
	char option[] = "-e";
	int output = -1, status = 0;
	pid_t pid;

	if (count > ADDR2LINE_MAX)
		count = ADDR2LINE_MAX;
	words[0] = program;
	words[1] = option;
	words[2] = path;
	for (size_t i = 0; i < count; i++) {
		snprintf(texts[i], sizeof texts[i], "0x%x", addresses[i]);
		words[WORDS_FIXED + i] = texts[i];
	}
	if (program != NULL && access(program, X_OK) == 0 &&
	    start(words, &output, &pid) == 0) {
		read_lines(output, count, lines);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	free(program);
	free(path);
}
