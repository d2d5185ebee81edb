/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One run, from the machine's first byte to its last: bytes are moved between
 * the host port, the kernel's log, the terminal and the records of the run.
 *
 * Nothing here waits but poll, which ends at a deadline or a signal; the one
 * exception is standard error, which is written to as it comes.
 */
#ifndef DENALI_CMD_SESSION_H
#define DENALI_CMD_SESSION_H

#include "capture.h"
#include "console.h"
#include "finding.h"
#include "instance.h"
#include "log.h"
#include "options.h"
#include "part.h"
#include "port.h"
#include "qemu.h"

struct session {
	const struct run_options *options;
	const struct parts *parts;
	struct run *run;
	struct qemu qemu;
	struct port port;
	struct console console;
	struct captures *captures;
	struct log log;
	struct buffer machine_errors; /* what QEMU has said, its beginning */
	uint32_t reported;            /* crashes shown so far */
	bool ready;                   /* the kernel has made all VMs */
	bool over;                    /* the host port has reached its end */
	bool ended;                   /* an END message has come */
	uint32_t exits;               /* instances that have ended */
	struct denali_port_end end;
	/* What an ERROR message says, or empty. */
	char kernel_error[FINDING_TEXT_MAX];
	const struct part *refused; /* whose image it is about */
	bool input_open;            /* our input has not come to its end */
	uint32_t input_sent;        /* bytes of it, to instance 0 */
	uint32_t input_taken;       /* of those, what the instance has read */
	bool stopping;              /* we are ending it before its time */
	int signals;                /* signalfd */
	int64_t timeout, patience;  /* monotonic times in ms; 0: none */
	int output_error;           /* errno of standard output; 0: none */
};

/* Carry on until the machine, which has been started, is over and what it has
 * printed is written.  Fills the run's records and outcome. */
void session_carry(struct session *session);

#endif
