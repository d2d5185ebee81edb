/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Several messages in one call.  What fails after the first one is not told:
 * the next call will find it again.
 */
#include <stddef.h>
#include <sys/socket.h>

#include <ilwaco/clock.h>

#include "polling.h"
#include "syscall.h"

int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags)
{
	unsigned int done = 0;

	while (done < count) {
		ssize_t sent = sendmsg(fd, &messages[done].msg_hdr, flags);

		if (sent < 0)
			break;
		messages[done++].msg_len = (unsigned int)sent;
	}
	return done > 0 || count == 0 ? (int)done : -1;
}

int recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags,
	     struct timespec *wait)
{
	unsigned int done = 0;
	uint64_t deadline;

	if (!poll_deadline(wait, &deadline))
		return (int)syscall_result(-EINVAL);
	while (done < count) {
		int how = flags & ~MSG_WAITFORONE;
		ssize_t got;

		if (done > 0 && (flags & MSG_WAITFORONE) != 0)
			how |= MSG_DONTWAIT;
		got = recvmsg(fd, &messages[done].msg_hdr, how);
		if (got < 0)
			break;
		messages[done++].msg_len = (unsigned int)got;
		if (wait != NULL && ilw_clock_monotonic() >= deadline)
			break;
	}
	return done > 0 || count == 0 ? (int)done : -1;
}
