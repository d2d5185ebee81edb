/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "watcher.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OUT 0
#define ERR 1
#define READ_MAX 65536

static void note_end(struct watcher *watcher, unsigned vm)
{
	if (vm >= watcher->instances || !watcher->awaited[vm])
		return;
	watcher->awaited[vm] = false;
	atomic_fetch_sub(&watcher->left, 1);
}

static void take_line(struct watcher *watcher, int which)
{
	const char *line = watcher->lines[which];
	char word[12] = "";
	unsigned vm;

	if (which == ERR) {
		snprintf(watcher->last, sizeof watcher->last, "%s", line);
		if (strstr(line, " was killed: ") != NULL &&
		    sscanf(line, "denali: instance %u", &vm) == 1)
			note_end(watcher, vm);
	} else if (sscanf(line, "[%u] %11s", &vm, word) == 2 &&
		   (strcmp(word, "survived") == 0 || strcmp(word, "not") == 0))
		note_end(watcher, vm);
}

/* What does not fit into a line is of no interest. */
static void take(struct watcher *watcher, int which, const char *bytes,
		 size_t count)
{
	char *line = watcher->lines[which];
	uint32_t *length = &watcher->lengths[which];

	for (size_t i = 0; i < count; i++) {
		if (bytes[i] != '\n') {
			if (*length < WATCHER_LINE_MAX - 1)
				line[(*length)++] = bytes[i];
			continue;
		}
		line[*length] = '\0';
		take_line(watcher, which);
		*length = 0;
	}
}

static void *watch(void *argument)
{
	struct watcher *watcher = argument;
	static char bytes[READ_MAX];
	struct pollfd fds[2] = { { watcher->fds[OUT], POLLIN, 0 },
				 { watcher->fds[ERR], POLLIN, 0 } };

	while (fds[OUT].fd >= 0 || fds[ERR].fd >= 0) {
		poll(fds, 2, -1);
		for (int i = 0; i < 2; i++) {
			ssize_t got = fds[i].revents != 0 ?
					      read(fds[i].fd, bytes, READ_MAX) :
					      1;

			if (got <= 0)
				fds[i].fd = -1;
			else if (fds[i].revents != 0)
				take(watcher, i, bytes, (size_t)got);
		}
	}
	atomic_store(&watcher->over, true);
	return NULL;
}

void watcher_start(struct watcher *watcher, int out, int err, bool *awaited,
		   uint32_t instances)
{
	*watcher = (struct watcher){ .fds = { out, err },
				     .awaited = awaited,
				     .instances = instances };
	for (uint32_t vm = 0; vm < instances; vm++)
		watcher->left += awaited[vm];
	pthread_create(&watcher->thread, NULL, watch, watcher);
}

void watcher_end(struct watcher *watcher)
{
	pthread_join(watcher->thread, NULL);
	close(watcher->fds[OUT]);
	close(watcher->fds[ERR]);
	free(watcher->awaited);
}

uint32_t watcher_left(struct watcher *watcher)
{
	return atomic_load(&watcher->left);
}

bool watcher_over(struct watcher *watcher)
{
	return atomic_load(&watcher->over);
}

const char *watcher_last(const struct watcher *watcher)
{
	return watcher->last;
}
