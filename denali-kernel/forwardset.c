/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Setting where ports lead: all is checked, then all records are made that it
 * takes, then it is so.
 */
#include "forwards.h"

#include "flows.h"
#include "frame.h"
#include "guard.h"
#include "pool.h"
#include "string.h"
#include "wire.h"

struct vm *forward_host;
struct forward **forwards_by_port;
struct backend **forwards_by_backend;

static struct pool forwards = { .size = sizeof(struct forward) };
static struct pool backends = { .size = sizeof(struct backend) };
static uint32_t count, salt;

#define BUCKETS_BYTES (FORWARD_BUCKETS * sizeof(void *))

bool forward_init(void)
{
	uint32_t bytes = 2 * BUCKETS_BYTES + FLOWS_BYTES;
	uint8_t *memory = frame_alloc_block((bytes + PAGE_SIZE - 1) >>
					    PAGE_SHIFT);

	if (!memory)
		return false;
	forwards_by_port = (void *)memory;
	forwards_by_backend = (void *)(memory + BUCKETS_BYTES);
	flows_init(memory + 2 * BUCKETS_BYTES);
	return true;
}

uint16_t forward_flag(const struct vm *vm)
{
	return vm == forward_host ? NIC_FORWARDED : 0;
}

/* ---- records ---- */

static struct forward **place(const struct denali_forward *asked)
{
	struct forward **at =
		&forwards_by_port[forward_bucket(asked->port, asked->protocol)];

	while (*at && !((*at)->port == asked->port &&
			(*at)->protocol == asked->protocol &&
			(*at)->family == asked->family &&
			ipv6_equal((*at)->address, asked->address)))
		at = &(*at)->chain;
	return at;
}

static struct backend **bucket_of(const struct backend *b)
{
	return &forwards_by_backend[forward_backend_bucket(
		b->vm->id, b->port, b->forward->protocol)];
}

static void add(struct backend *b)
{
	struct backend **bucket = bucket_of(b);

	b->chain = *bucket;
	*bucket = b;
	b->vm->nic.flags |= NIC_FORWARDED;
}

static void unlink_backend(struct backend *b)
{
	struct backend **at = bucket_of(b);

	while (*at != b)
		at = &(*at)->chain;
	*at = b->chain;
}

static void free_backends(struct backend *list)
{
	while (list) {
		struct backend *next = list->next;

		pool_give(&backends, list);
		list = next;
	}
}

static void remove_forward(struct forward **at)
{
	struct forward *f = *at;

	*at = f->chain;
	pool_give(&forwards, f);
	count--;
}

/* ---- what follows from a change ---- */

static const struct backend *same(const struct backend *list,
				  const struct backend *as)
{
	while (list && !(list->vm == as->vm && list->port == as->port))
		list = list->next;
	return list;
}

/* Some of those that had the older connections still do, and lose theirs. */
static bool drains(const struct forward *f, const struct backend *before)
{
	for (const struct backend *b = f->backends; b; b = b->next) {
		const struct backend *was = same(before, b);

		if (was && was->older && was->draining)
			return true;
	}
	return false;
}

static void settle_rest(struct forward *f)
{
	bool any = false;
	struct backend *b;

	for (b = f->backends; b; b = b->next)
		any = any || b->older;
	for (b = f->backends; b && !any; b = b->next)
		b->older = true;
	if (!f->backends->next)
		f->salt = salt++;
}

/* Who is to have connections of which there is no record: those who had them
 * and have yet to lose them; or, if the last change is over, those who took new
 * ones up to this one. */
static void settle(struct forward *f, const struct backend *before)
{
	bool keeps = drains(f, before);

	for (struct backend *b = f->backends; b; b = b->next) {
		const struct backend *was = same(before, b);

		b->older = was && (keeps ? was->older : !was->draining);
	}
	settle_rest(f);
}

/* ---- a VM has ended ---- */

static bool take_out(struct forward *f, const struct vm *vm)
{
	struct backend **at = &f->backends;
	bool found = false;

	while (*at) {
		struct backend *b = *at;

		if (b->vm != vm) {
			at = &b->next;
			continue;
		}
		*at = b->next;
		unlink_backend(b);
		pool_give(&backends, b);
		found = true;
	}
	return found;
}

void forward_forget(struct vm *vm)
{
	for (uint32_t i = 0; count && i < FORWARD_BUCKETS; i++) {
		struct forward **at = &forwards_by_port[i];

		while (*at) {
			bool found = take_out(*at, vm);

			if (!(*at)->backends) {
				remove_forward(at);
				continue;
			}
			if (found)
				settle_rest(*at);
			at = &(*at)->chain;
		}
	}
}

/* ---- setting ---- */

static bool own_address(const struct vm *host, const struct denali_forward *f)
{
	uint32_t beyond = load32(f->address + 4) | load32(f->address + 8) |
			  load32(f->address + 12);

	if (f->family == DENALI_FORWARD_IPV6)
		return guard_owns_ipv6(&host->nic, f->address);
	return f->family == DENALI_FORWARD_IPV4 && !beyond && host->nic.ipv4 &&
	       load32(f->address) == host->nic.ipv4;
}

/* A living VM with an address, that no other port of the host's leads to. */
static int32_t check_backend(const struct vm *host,
			     const struct denali_forward *f, uint32_t i)
{
	const struct denali_backend *asked = &f->backend[i];
	const struct vm *vm = vm_find(asked->vm);
	const struct backend *other;

	if (!asked->port || asked->flags & ~DENALI_BACKEND_DRAINING)
		return DENALI_EINVAL;
	for (uint32_t j = 0; j < i; j++)
		if (f->backend[j].vm == asked->vm &&
		    f->backend[j].port == asked->port)
			return DENALI_EINVAL;
	if (!vm || vm == host || !(vm->nic.flags & DENALI_NET_PRESENT) ||
	    (f->family == DENALI_FORWARD_IPV4 ? !vm->nic.ipv4 :
						ipv6_zero(vm->nic.ipv6)))
		return DENALI_ENOENT;
	other = forward_to(vm, asked->port, f->protocol, f->family);
	return other && other->forward != *place(f) ? DENALI_EBUSY : 0;
}

static int32_t check(const struct vm *host, const struct denali_forward *f)
{
	int32_t error = 0;

	if ((f->protocol != DENALI_FORWARD_TCP &&
	     f->protocol != DENALI_FORWARD_UDP) ||
	    !f->port || f->backend_count > DENALI_FORWARD_BACKENDS)
		return DENALI_EINVAL;
	if (!own_address(host, f) && (f->backend_count || !*place(f)))
		return DENALI_EINVAL;
	for (uint32_t i = 0; i < f->backend_count && !error; i++)
		error = check_backend(host, f, i);
	return error;
}

/* Records of the backends asked for, in order; null if memory is short. */
static struct backend *make_backends(const struct denali_forward *asked,
				     struct forward *forward)
{
	struct backend *list = 0;

	for (uint32_t i = asked->backend_count; i-- > 0;) {
		struct backend *b = pool_take(&backends);

		if (!b) {
			free_backends(list);
			return 0;
		}
		b->forward = forward;
		b->vm = vm_find(asked->backend[i].vm);
		b->port = asked->backend[i].port;
		b->draining = asked->backend[i].flags & DENALI_BACKEND_DRAINING;
		b->next = list;
		list = b;
	}
	return list;
}

static void exchange(struct forward *f, struct backend *list)
{
	struct backend *before = f->backends, *b;

	for (b = before; b; b = b->next)
		unlink_backend(b);
	f->backends = list;
	for (b = list; b; b = b->next)
		add(b);
	if (list)
		settle(f, before);
	free_backends(before);
}

static struct forward *make_forward(const struct denali_forward *asked)
{
	struct forward *f = count < DENALI_FORWARDS ? pool_take(&forwards) : 0;

	if (!f)
		return 0;
	f->port = asked->port;
	f->family = asked->family;
	f->protocol = asked->protocol;
	f->salt = salt++;
	memcpy(f->address, asked->address, sizeof(f->address));
	return f;
}

/* One that is new, or changes. */
static int32_t put(struct vm *host, const struct denali_forward *asked)
{
	struct forward **at = place(asked), *f = *at;
	struct backend *list;

	if (!f)
		f = make_forward(asked);
	list = f ? make_backends(asked, f) : 0;
	if (!list) {
		if (f && !*at)
			pool_give(&forwards, f);
		return DENALI_ENOMEM;
	}
	if (!*at) {
		*at = f;
		count++;
	}
	forward_host = host;
	host->nic.flags |= NIC_FORWARDED;
	exchange(f, list);
	return 0;
}

int32_t forward_set(struct vm *host, const struct denali_forward *forward)
{
	int32_t error = check(host, forward);
	struct forward **at;

	if (error)
		return error;
	if (forward->backend_count)
		return put(host, forward);
	at = place(forward);
	if (*at) {
		exchange(*at, 0);
		remove_forward(at);
	}
	return 0;
}
