/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ports that the stand-in machine forwards: a list, by the kernel's rules.
 */
#include <arpa/inet.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "machineinside.h"

#define FORWARDS DENALI_FORWARDS

static struct denali_forward forwards[FORWARDS];
static uint32_t count;

static bool same(const struct denali_forward *a, const struct denali_forward *b)
{
	return a->family == b->family && a->protocol == b->protocol &&
	       a->port == b->port &&
	       memcmp(a->address, b->address, sizeof a->address) == 0;
}

static bool has(const struct denali_forward *forward,
		const struct denali_backend *backend)
{
	for (uint32_t i = 0; i < forward->backend_count; i++)
		if (forward->backend[i].vm == backend->vm &&
		    forward->backend[i].port == backend->port)
			return true;
	return false;
}

static int32_t check_backend(const struct denali_forward *wanted,
			     const struct denali_backend *backend)
{
	const struct vm *vm = vm_of(backend->vm);

	if (vm == NULL || vm->ended ||
	    (wanted->family == DENALI_FORWARD_IPV4 &&
	     vm->status.network.ipv4 == 0))
		return DENALI_ENOENT;
	for (uint32_t i = 0; i < count; i++)
		if (!same(&forwards[i], wanted) &&
		    forwards[i].family == wanted->family &&
		    forwards[i].protocol == wanted->protocol &&
		    has(&forwards[i], backend))
			return DENALI_EBUSY;
	return 0;
}

static int32_t check(const struct denali_forward *forward)
{
	int32_t error = 0;

	if ((forward->family != DENALI_FORWARD_IPV4 &&
	     forward->family != DENALI_FORWARD_IPV6) ||
	    (forward->protocol != DENALI_FORWARD_TCP &&
	     forward->protocol != DENALI_FORWARD_UDP) ||
	    forward->port == 0 ||
	    forward->backend_count > DENALI_FORWARD_BACKENDS)
		return DENALI_EINVAL;
	for (uint32_t i = 0; error == 0 && i < forward->backend_count; i++)
		error = check_backend(forward, &forward->backend[i]);
	return error;
}

static int32_t set(const struct denali_forward *forward)
{
	int32_t error = check(forward);
	uint32_t i = 0;

	if (error < 0)
		return error;
	while (i < count && !same(&forwards[i], forward))
		i++;
	if (i == FORWARDS)
		return DENALI_ENOMEM;
	if (forward->backend_count > 0) {
		forwards[i] = *forward;
		count += i == count;
	} else if (i < count) {
		forwards[i] = forwards[--count];
	}
	return 0;
}

int32_t ilw_forward(const struct denali_forward *forward)
{
	int32_t error;

	machine_lock();
	error = set(forward);
	machine_unlock();
	return error;
}

void forwards_of(uint32_t vm)
{
	for (uint32_t i = 0; i < count; i++) {
		struct denali_forward *forward = &forwards[i];
		uint32_t left = 0;

		for (uint32_t j = 0; j < forward->backend_count; j++)
			if (forward->backend[j].vm != vm)
				forward->backend[left++] = forward->backend[j];
		forward->backend_count = left;
		if (left == 0)
			forwards[i--] = forwards[--count];
	}
}

void forwards_forget(void)
{
	count = 0;
}

void forwards_list(FILE *to)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct denali_forward *forward = &forwards[i];

		fprintf(to, "%u/%s%s", forward->port,
			forward->protocol == DENALI_FORWARD_TCP ? "tcp" : "udp",
			forward->family == DENALI_FORWARD_IPV6 ? "6" : "");
		for (uint32_t j = 0; j < forward->backend_count; j++)
			fprintf(to, " %u:%u%s", forward->backend[j].vm,
				forward->backend[j].port,
				forward->backend[j].flags ? " draining" : "");
		fprintf(to, "\n");
	}
}

int32_t ilw_clock_set(int64_t time)
{
	ilw_clock_set_realtime(time);
	return 0;
}
