/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * select, by way of poll: an entry for each descriptor that is in any set.
 */
#include <string.h>
#include <sys/select.h>
#include <sys/time.h>

#include <ilwaco/heap.h>

#include "polling.h"
#include "syscall.h"

#define READ (POLLIN | POLLHUP | POLLERR)
#define WRITE (POLLOUT | POLLERR)

static bool has(int fd, const fd_set *set)
{
	return set != NULL && FD_ISSET(fd, set);
}

static short wanted(int fd, const fd_set *reads, const fd_set *writes,
		    const fd_set *excepts)
{
	return (has(fd, reads) ? POLLIN : 0) | (has(fd, writes) ? POLLOUT : 0) |
	       (has(fd, excepts) ? POLLPRI : 0);
}

static nfds_t collect(int limit, const fd_set *reads, const fd_set *writes,
		      const fd_set *excepts, struct pollfd *entries)
{
	nfds_t count = 0;

	for (int fd = 0; fd < limit; fd++) {
		short events = wanted(fd, reads, writes, excepts);

		if (events == 0)
			continue;
		entries[count++] = (struct pollfd){ .fd = fd,
						    .events = events };
	}
	return count;
}

static void clear(int limit, fd_set *set)
{
	if (set != NULL)
		memset(set, 0,
		       (size_t)(limit + NFDBITS - 1) / NFDBITS *
			       sizeof set->fds_bits[0]);
}

/* Puts the descriptor back into the set, if it was asked for and has come. */
static int mark(const struct pollfd *entry, short asked, short came,
		fd_set *set)
{
	if (!(entry->events & asked) || !(entry->revents & came))
		return 0;
	FD_SET(entry->fd, set);
	return 1;
}

static int report(const struct pollfd *entries, nfds_t count, fd_set *reads,
		  fd_set *writes, fd_set *excepts)
{
	int bits = 0;

	for (nfds_t i = 0; i < count; i++) {
		bits += mark(&entries[i], POLLIN, READ, reads);
		bits += mark(&entries[i], POLLOUT, WRITE, writes);
		bits += mark(&entries[i], POLLPRI, POLLPRI, excepts);
	}
	return bits;
}

static bool all_open(const struct pollfd *entries, nfds_t count)
{
	for (nfds_t i = 0; i < count; i++)
		if (entries[i].revents & POLLNVAL)
			return false;
	return true;
}

static int wait_for(struct pollfd *entries, nfds_t count, int limit,
		    fd_set *reads, fd_set *writes, fd_set *excepts,
		    uint64_t deadline)
{
	int found = poll_files(entries, count, deadline);

	if (found < 0)
		return found;
	if (!all_open(entries, count))
		return -EBADF;
	clear(limit, reads);
	clear(limit, writes);
	clear(limit, excepts);
	return report(entries, count, reads, writes, excepts);
}

static int select_until(int limit, fd_set *reads, fd_set *writes,
			fd_set *excepts, uint64_t deadline)
{
	struct pollfd *entries;
	nfds_t count;
	int result;

	if (limit < 0 || limit > FD_SETSIZE)
		return -EINVAL;
	entries = ilw_heap_allocate((size_t)limit * sizeof *entries);
	if (entries == NULL)
		return -ENOMEM;
	count = collect(limit, reads, writes, excepts, entries);
	result = wait_for(entries, count, limit, reads, writes, excepts,
			  deadline);
	ilw_heap_free(entries);
	return result;
}

static int select_masked(int limit, fd_set *reads, fd_set *writes,
			 fd_set *excepts, uint64_t deadline,
			 const sigset_t *mask)
{
	sigset_t old;
	int result;

	syscall_blocking_enter();
	syscall_mask(mask, &old);
	while (syscall_waiting_again(
		result = select_until(limit, reads, writes, excepts, deadline)))
		syscall_blocking_enter();
	if (mask != NULL)
		syscall_mask(&old, NULL);
	return result;
}

int select(int limit, fd_set *reads, fd_set *writes, fd_set *excepts,
	   struct timeval *wait)
{
	struct timespec time;
	uint64_t deadline;

	if (wait != NULL) {
		if (wait->tv_usec < 0 || wait->tv_usec >= 1000000)
			return (int)syscall_result(-EINVAL);
		time.tv_sec = wait->tv_sec;
		time.tv_nsec = wait->tv_usec * 1000;
	}
	if (!poll_deadline(wait != NULL ? &time : NULL, &deadline))
		return (int)syscall_result(-EINVAL);
	return (int)syscall_result(
		select_masked(limit, reads, writes, excepts, deadline, NULL));
}

int pselect(int limit, fd_set *reads, fd_set *writes, fd_set *excepts,
	    const struct timespec *wait, const sigset_t *mask)
{
	uint64_t deadline;

	if (!poll_deadline(wait, &deadline))
		return (int)syscall_result(-EINVAL);
	return (int)syscall_result(
		select_masked(limit, reads, writes, excepts, deadline, mask));
}
