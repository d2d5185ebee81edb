/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Records of forwarded ports, for the files that set them (forwardset.c) and
 * that use them (forward.c).
 */
#ifndef FORWARDS_H
#define FORWARDS_H

#include "forward.h"
#include "vm.h"

struct backend {
	struct backend *next;  /* of the forward's, which has one or more */
	struct backend *chain; /* in a bucket of those by VM and port */
	struct forward *forward;
	struct vm *vm;
	uint16_t port;
	bool draining;
	/* Has connections, perhaps, of which there is no record: from before
	 * the last change, or before there was a choice.  At least one of a
	 * forward's has. */
	bool older;
};

struct forward {
	struct forward *chain; /* in a bucket of those by port */
	struct backend *backends;
	uint32_t salt; /* another one after there was no choice */
	uint16_t port;
	uint8_t family, protocol;
	uint8_t address[16];
};

#define FORWARD_BUCKETS 1024

extern struct vm *forward_host;           /* null: there is no forward */
extern struct forward **forwards_by_port; /* so many buckets each */
extern struct backend **forwards_by_backend;

static inline uint32_t forward_bucket(uint32_t port, uint32_t protocol)
{
	return (port ^ protocol << 5) % FORWARD_BUCKETS;
}

static inline uint32_t forward_backend_bucket(uint32_t vm, uint32_t port,
					      uint32_t protocol)
{
	return ((vm ^ port << 16 ^ protocol) * 0x9e3779b1u) >> 22;
}
_Static_assert(FORWARD_BUCKETS == 1u << (32 - 22), "the bucket's bits");

/* What leads to a VM's port, or null. */
struct backend *forward_to(const struct vm *vm, uint16_t port, uint8_t protocol,
			   uint8_t family);

#endif
