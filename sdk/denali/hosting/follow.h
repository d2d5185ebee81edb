/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The lines of a service's log, as they come.
 */
#ifndef DENALI_CMD_FOLLOW_H
#define DENALI_CMD_FOLLOW_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "remote.h"

struct follow {
	const char *service;
	const char *instance; /* null: all of them */
	bool previous;        /* of the instance that ended last */
	bool forever;
	const bool *enough; /* ends it when it is set; null: nothing does */
	int64_t after;      /* sequence number; -1: the last lines */
	unsigned count;     /* of lines, with -1; 0: as the host has it */
	void (*take)(void *context, const json_t *line);
	void *context;
};

/* Returns 0, or prints an error and returns STATUS_ERROR.  Lines that the host
 * no longer has are told of on standard error. */
int follow_run(struct remote *remote, struct follow *follow);

/* The text of a line on standard output, after the head.  What it would do to a
 * terminal is shown instead. */
void follow_print(const json_t *line, const struct buffer *head);

#endif
