/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A thread that reads all that a `denali run` of several instances prints, so
 * that it never waits for its reader, and counts the instances that have come
 * to the ends that are expected of them.
 */
#ifndef DENALI_CMD_WATCHER_H
#define DENALI_CMD_WATCHER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define WATCHER_LINE_MAX 160

struct watcher {
	pthread_t thread;
	int fds[2];    /* standard output and error of the run */
	bool *awaited; /* by instance: its end is yet to come */
	uint32_t instances;
	atomic_uint left;                /* that are awaited */
	atomic_bool over;                /* both have ended */
	char lines[2][WATCHER_LINE_MAX]; /* that they are at */
	uint32_t lengths[2];
	char last[WATCHER_LINE_MAX]; /* whole line on standard error */
};

/* Takes the descriptors over, and awaited, which has room for the instances. */
void watcher_start(struct watcher *watcher, int out, int err, bool *awaited,
		   uint32_t instances);
void watcher_end(struct watcher *watcher);

/* So many are awaited still: they have neither said that they survived nor were
 * killed. */
uint32_t watcher_left(struct watcher *watcher);
/* The run has ended by itself. */
bool watcher_over(struct watcher *watcher);
/* Its last words; once it is over. */
const char *watcher_last(const struct watcher *watcher);

#endif
