/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "sparse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

#define BLOCK 4096u

typedef bool taker(void *context, uint64_t offset, const void *data,
		   size_t length);

static bool is_zero(const uint8_t *data, size_t length)
{
	static const uint8_t zero[BLOCK];

	return memcmp(data, zero, length) == 0;
}

/* What is not zero of a piece, in runs of blocks. */
static bool take_runs(const uint8_t *data, size_t length, uint64_t offset,
		      taker *take, void *context)
{
	size_t begin = 0, at = 0;

	while (at < length) {
		size_t rest = length - at < BLOCK ? length - at : BLOCK;
		bool hole = is_zero(data + at, rest);

		if (hole && begin < at &&
		    !take(context, offset + begin, data + begin, at - begin))
			return false;
		at += rest;
		begin = hole ? at : begin;
	}
	return begin == at ||
	       take(context, offset + begin, data + begin, at - begin);
}

static bool read_range(int fd, uint64_t from, uint64_t to, uint8_t *room,
		       taker *take, void *context)
{
	while (from < to) {
		uint64_t left = to - from;
		ssize_t got = pread(fd, room,
				    left < SPARSE_PIECE ? (size_t)left :
							  SPARSE_PIECE,
				    (off_t)from);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		if (!take_runs(room, (size_t)got, from, take, context))
			return false;
		from += (uint64_t)got;
	}
	return true;
}

bool sparse_read(int fd, taker *take, void *context)
{
	uint8_t *room = allocate(SPARSE_PIECE, 1);
	bool good = true;
	off_t data = 0, hole = 0;

	errno = 0;
	while (good && (data = lseek(fd, hole, SEEK_DATA)) >= 0) {
		hole = lseek(fd, data, SEEK_HOLE);
		good = hole > data &&
		       read_range(fd, (uint64_t)data, (uint64_t)hole, room,
				  take, context);
	}
	free(room);
	/* After the last data there is no more. */
	return good && errno == ENXIO;
}

bool sparse_put(int fd, uint64_t offset, const void *data, size_t length)
{
	const uint8_t *from = data;

	while (length > 0) {
		ssize_t done = pwrite(fd, from, length, (off_t)offset);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		from += done;
		offset += (uint64_t)done;
		length -= (size_t)done;
	}
	return true;
}

static bool write_at(void *context, uint64_t offset, const void *data,
		     size_t length)
{
	return sparse_put(*(int *)context, offset, data, length);
}

bool sparse_write(int from, int to)
{
	return sparse_read(from, write_at, &to);
}

bool sparse_copy(int from, int to)
{
	struct stat status;

	return fstat(from, &status) == 0 &&
	       ftruncate(to, status.st_size) == 0 && sparse_write(from, to);
}
