/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Threads: making and ending them.  See the header for how a block is laid
 * out.
 */
#include <string.h>

#include <ilwaco/heap.h>
#include <ilwaco/image.h>
#include <ilwaco/memory.h>
#include <ilwaco/thread.h>
#include <ilwaco/wait.h>

#include "reent.h"
#include "scheduler.h"

#define PAGE DENALI_PAGE_SIZE

/* What lies at the high end of a block. */
struct top {
	struct ilw_thread thread;
	struct _reent reent;
};

/* What ilw_switch takes from the stack of a thread that has not run yet, and
 * the return address that begin does not use. */
struct first_frame {
	uint32_t edi, esi, ebx, ebp;
	void (*begin)(void);
	uint32_t nowhere;
	uint32_t padding[4]; /* a function begins 4 below a multiple of 16 */
};
_Static_assert(sizeof(struct first_frame) % 16 == 8, "stack alignment");

static size_t tls_size(void)
{
	return (size_t)(__tls_end - __tls_start);
}

static void copy_tls(char *thread_pointer)
{
	memcpy(thread_pointer - tls_size(), __tls_start,
	       (size_t)(__tls_data_end - __tls_start));
}

static size_t round_up(size_t size, size_t unit)
{
	return (size + unit - 1) & ~(unit - 1);
}

static _Noreturn void begin(void)
{
	struct ilw_thread *self = ilw_thread_self();

	ilw_scheduler_arrive();
	ilw_preempt_enable();
	self->entry(self->argument);
	ilw_thread_exit();
}

/* Builds the thread at the high end of a block whose memory may be anything. */
static struct ilw_thread *build(char *block, size_t size)
{
	size_t top_size = round_up(sizeof(struct top), ILW_TLS_ALIGN);
	struct top *top = (struct top *)(void *)(block + size - top_size);
	char *low = (char *)top - tls_size();

	memset(low, 0, (size_t)(block + size - low));
	copy_tls((char *)top);
	ilw_reent_init(&top->reent);
	top->thread.reent = &top->reent;
	top->thread.block = block;
	return &top->thread;
}

/* The first frame goes below end, which may be any address. */
static void prepare_stack(struct ilw_thread *thread, char *end)
{
	struct first_frame *frame;

	end = (char *)((uintptr_t)end & ~(uintptr_t)15);
	frame = (struct first_frame *)(void *)(end - sizeof *frame);
	*frame = (struct first_frame){ .begin = begin };
	thread->stack_pointer = frame;
}

/* A block with guard, stack and all. */
static struct ilw_thread *make_whole(size_t guard, size_t stack_size)
{
	size_t rest = round_up(sizeof(struct top) + tls_size(), PAGE);
	size_t size = guard + stack_size + rest;
	struct ilw_thread *thread;
	char *block = ilw_heap_allocate_aligned(PAGE, size);

	if (block == NULL)
		return NULL;
	if (guard != 0 && ilw_protect(block, guard, DENALI_PROT_NONE) != 0) {
		ilw_heap_free(block);
		return NULL;
	}
	thread = build(block, size);
	thread->guard_size = guard;
	thread->stack = block + guard;
	thread->stack_size = stack_size;
	prepare_stack(thread, (char *)thread - tls_size());
	return thread;
}

static struct ilw_thread *make_on(void *stack, size_t stack_size)
{
	size_t size = round_up(tls_size(), ILW_TLS_ALIGN) +
		      round_up(sizeof(struct top), ILW_TLS_ALIGN);
	char *block = ilw_heap_allocate_aligned(ILW_TLS_ALIGN, size);
	struct ilw_thread *thread;

	if (block == NULL)
		return NULL;
	thread = build(block, size);
	thread->stack = stack;
	thread->stack_size = stack_size;
	prepare_stack(thread, (char *)stack + stack_size);
	return thread;
}

static struct ilw_thread *make(const struct ilw_thread_plan *plan)
{
	size_t size = round_up(plan->stack_size, PAGE);
	size_t guard = round_up(plan->guard_size, PAGE);

	if (plan->stack != NULL)
		return make_on(plan->stack, plan->stack_size);
	if (size < plan->stack_size || size > DENALI_MEMORY_MAX / 2 ||
	    guard < plan->guard_size || guard > DENALI_MEMORY_MAX / 4)
		return NULL;
	return make_whole(guard, size < ILW_STACK_MIN ? ILW_STACK_MIN : size);
}

struct ilw_thread *ilw_thread_make(const struct ilw_thread_plan *plan)
{
	struct ilw_thread *thread = make(plan);

	if (thread == NULL)
		return NULL;
	thread->entry = plan->entry;
	thread->argument = plan->argument;
	thread->name = plan->name;
	thread->owner = plan->owner;
	thread->ended = plan->ended;
	ilw_preempt_disable();
	ilw_scheduler_ready(thread);
	ilw_preempt_enable();
	return thread;
}

struct ilw_thread *ilw_thread_create(void (*entry)(void *), void *arg,
				     size_t stack_size, const char *name)
{
	return ilw_thread_make(&(struct ilw_thread_plan){
		.entry = entry,
		.argument = arg,
		.name = name,
		.stack_size = stack_size,
		.guard_size = PAGE,
	});
}

/* newlib does not reclaim the state in use, so another one takes its place for
 * the last steps. */
static void reclaim_reent(struct ilw_thread *self, struct _reent *last)
{
	struct _reent *reent = self->reent;

	ilw_reent_init(last);
	ilw_preempt_disable();
	self->reent = last;
	ilw_reent_switch(last);
	ilw_preempt_enable();
	_reclaim_reent(reent);
}

_Noreturn void ilw_thread_exit(void)
{
	struct ilw_thread *self = ilw_thread_self();
	struct _reent last;

	if (self->block != NULL)
		reclaim_reent(self, &last);
	ilw_preempt_disable();
	if (self->ended != NULL)
		self->ended(self);
	ilw_scheduler_retire(self);
}

void ilw_thread_yield(void)
{
	ilw_preempt_disable();
	ilw_scheduler_yield();
	ilw_preempt_enable();
}

void ilw_thread_sleep(uint64_t deadline)
{
	struct ilw_wait_queue nobody = ILW_WAIT_QUEUE_INIT;

	ilw_preempt_disable();
	while (ilw_wait(&nobody, deadline))
		;
	ilw_preempt_enable();
}
