/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A service under test: `denali run` as a child, what it prints, how it ends.
 *
 * All waiting is for a condition with a deadline, a monotonic time in
 * milliseconds; what it prints is read meanwhile.  It dies with us, and leaves
 * nothing behind: its input, its result and its disks are files in memory.
 */
#ifndef DENALI_CMD_TESTSERVICE_H
#define DENALI_CMD_TESTSERVICE_H

#include <jansson.h>
#include <poll.h>
#include <sys/types.h>

#include "buffer.h"
#include "testdisks.h"
#include "testfile.h"

/* A guest's port, and that of this machine which reaches it in instance 0;
 * that of instance i is i higher. */
struct test_port {
	uint16_t guest, host;
	bool udp;
	uint64_t answers; /* a bit for each instance: it has done so once */
};
#define TEST_PORTS_MAX 16

struct service {
	const struct test *test;
	pid_t pid;
	int ended_fd;                    /* tells of its end */
	int output, report;              /* pipes; -1: closed */
	int input, result;               /* files in memory */
	struct buffer printed, reported; /* so far */
	bool flooded;                    /* prints more than is kept */
	bool ended;
	int status; /* exit status; 128 + signal, as a shell has it */
	struct test_port ports[TEST_PORTS_MAX];
	size_t port_count;
};

/* What all services of a run have in common. */
struct service_plan {
	const char *image;
	const char *memory; /* -m; null: as the image says */
	struct test_disks *disks;
};

int64_t service_now(void);

/* Start it, on ports of this machine that are free.  Returns 0, or prints an
 * error and returns STATUS_ERROR.  Close it in both cases. */
int service_start(struct service *service, const struct test *test,
		  const struct service_plan *plan);
void service_close(struct service *service);

/* Wait until fd (-1: none) has one of the events, the service has printed
 * something or has ended, or the time has come.  Returns the events. */
short service_wait(struct service *service, int fd, short events,
		   int64_t until);

/* End it, if it has not ended, so that it still tells what it has used. */
void service_stop(struct service *service);

/* After its end: what --result says; null if it got not that far. */
json_t *service_result(const struct service *service);

/* Did it end since another program has taken one of its ports? */
bool service_lost_port(const struct service *service);

#endif
