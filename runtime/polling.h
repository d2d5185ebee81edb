/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What poll and select share.
 */
#ifndef RUNTIME_POLLING_H
#define RUNTIME_POLLING_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

struct timespec;

/* Fills in revents and returns how many entries have any; waits for the first
 * until the deadline (ilwaco/clock.h); a deadline of 0 does not wait.
 * -ENOMEM, -EINTR. */
int poll_files(struct pollfd *entries, nfds_t count, uint64_t deadline);

/* The deadline for a time to wait: NULL: none.  False: it makes no sense. */
bool poll_deadline(const struct timespec *wait, uint64_t *deadline);

#endif
