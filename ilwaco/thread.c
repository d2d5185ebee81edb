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

/* Builds the thread in a block whose memory may be anything. */
static struct ilw_thread *build(char *block, size_t size)
{
	size_t top_size = round_up(sizeof(struct top), ILW_TLS_ALIGN);
	struct top *top = (struct top *)(void *)(block + size - top_size);
	char *low = (char *)top - tls_size();
	struct first_frame *frame;

	memset(low, 0, (size_t)(block + size - low));
	copy_tls((char *)top);
	low = (char *)((uintptr_t)low & ~(uintptr_t)15);
	frame = (struct first_frame *)(void *)(low - sizeof *frame);
	*frame = (struct first_frame){ .begin = begin };
	ilw_reent_init(&top->reent);
	top->thread.reent = &top->reent;
	top->thread.block = block;
	top->thread.stack_pointer = frame;
	return &top->thread;
}

struct ilw_thread *ilw_thread_create(void (*entry)(void *), void *arg,
				     size_t stack_size, const char *name)
{
	size_t size = round_up(stack_size, PAGE);
	struct ilw_thread *thread;
	char *block;

	if (size < stack_size || size > DENALI_MEMORY_MAX / 2)
		return NULL;
	if (size < ILW_STACK_MIN)
		size = ILW_STACK_MIN;
	size += PAGE + round_up(sizeof(struct top) + tls_size(), PAGE);
	block = ilw_heap_allocate_aligned(PAGE, size);
	if (block == NULL)
		return NULL;
	if (ilw_protect(block, PAGE, DENALI_PROT_NONE) != 0) {
		ilw_heap_free(block);
		return NULL;
	}
	thread = build(block, size);
	thread->entry = entry;
	thread->argument = arg;
	thread->name = name;
	ilw_preempt_disable();
	ilw_scheduler_ready(thread);
	ilw_preempt_enable();
	return thread;
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
	ilw_scheduler_retire(self->block);
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
