/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is known about one VM of a run, and about the run as a whole.
 */
#ifndef DENALI_CMD_INSTANCE_H
#define DENALI_CMD_INSTANCE_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/hostport.h>

#include "part.h"
#include "trace.h"

struct instance {
	struct part *part; /* of the run */
	bool ended;
	uint32_t cause, detail;           /* if it has ended: DENALI_CAUSE_* */
	struct denali_post_mortem *crash; /* null: none */
	struct trace *trace;              /* of the crash */
	char *remains;                    /* path of its file; null: none */
	struct denali_ledger *ledger;     /* null: none */
};

/* How a run as a whole came to its end. */
enum outcome {
	OUTCOME_ENDED, /* every instance has ended */
	OUTCOME_TIMEOUT,
	OUTCOME_INTERRUPTED, /* by a signal to us */
	OUTCOME_ERROR,       /* a host error, printed */
};

struct run {
	struct instance *instances;
	uint32_t count;
	struct denali_machine *machine; /* its account; null: none */
	enum outcome outcome;
	int signal; /* with OUTCOME_INTERRUPTED */
};

/* So many instances of the parts, which must outlive the run: traces point to
 * their symbols. */
void run_open(struct run *run, const struct parts *parts, uint32_t count);
void run_close(struct run *run);

/* Was it killed for a fault? */
bool instance_faulted(const struct instance *instance);

/* Does it matter where it was?  Where memory ran out, or the disk failed, says
 * nothing about why. */
bool instance_is_telling(const struct instance *instance);

/* The exit status it stands for: its own, or STATUS_FAULT; -1 if it has none,
 * because it never ended or was stopped by us. */
int instance_status(const struct instance *instance);

/* The status of the run. */
int run_status(const struct run *run);

/* The outcome in a word: "ended", "timeout", "interrupted" or "error". */
const char *outcome_name(enum outcome outcome);

#endif
