/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#ifndef DENALI_CMD_BACKLOG_H
#define DENALI_CMD_BACKLOG_H

#include <sys/types.h>

/* Let the listening TCP sockets of a child process queue as many connections as
 * the system allows.
 *
 * QEMU's user-mode network listens on forwarded ports with a queue of one: of
 * many clients that connect at once, most then wait a second or more for TCP
 * to try again.  A socket's queue can be lengthened by whoever has a descriptor
 * of it, and pidfd_getfd(2) gives a parent its child's.  Where the system does
 * not let us, the queue stays as it is: nothing is wrong then but the wait. */
void backlog_widen(pid_t child);

#endif
