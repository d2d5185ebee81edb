/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The scheduler.
 *
 * Two queues: threads that an event woke (urgent) go before the others
 * (waiting), which take turns.  No thread idles: whoever blocks last halts the
 * VM, on its own stack, until an event makes some thread ready.
 *
 * One register, the timer, serves three purposes, and holds the nearest of
 * their times: deadlines; the end of the slice, which exists only while a
 * second thread can run; the time by which a deferred kick is to be done.  With
 * none of these it is off, and the VM is not woken.
 */
#include <ilwaco/clock.h>
#include <ilwaco/cputime.h>
#include <ilwaco/deadline.h>
#include <ilwaco/heap.h>
#include <ilwaco/interrupt.h>
#include <ilwaco/kick.h>
#include <ilwaco/memory.h>
#include <ilwaco/preempt.h>
#include <ilwaco/registers.h>
#include <ilwaco/thread.h>

#include "call.h"
#include "dispatch.h"
#include "reent.h"
#include "scheduler.h"

/* A kick that was deferred, and is not folded into an idle, waits no longer. */
#define KICK_DELAY ILW_MILLISECOND

struct queue {
	struct ilw_thread *first;
	struct ilw_thread *last;
};

struct ilw_preempt ilw_preempt;

static struct {
	struct queue urgent;
	struct queue waiting;
	uint64_t armed;     /* what the timer register holds */
	uint64_t slice_end; /* ILW_NEVER: nobody else can run */
	uint64_t kick_by;   /* ILW_NEVER: no kick is deferred */
	uint32_t kicks;     /* devices whose kick is deferred */
	bool acting;        /* event functions run */
	bool expired;       /* the running thread's slice is used up */
	/* A thread that has ended, whose block is still to be freed. */
	struct ilw_thread *retired;
} scheduler = {
	.armed = ILW_NEVER,
	.slice_end = ILW_NEVER,
	.kick_by = ILW_NEVER,
};

static void append(struct queue *queue, struct ilw_thread *thread)
{
	thread->next = NULL;
	if (queue->first == NULL)
		queue->first = thread;
	else
		queue->last->next = thread;
	queue->last = thread;
}

static void prepend(struct queue *queue, struct ilw_thread *thread)
{
	thread->next = queue->first;
	if (queue->first == NULL)
		queue->last = thread;
	queue->first = thread;
}

static struct ilw_thread *take(struct queue *queue)
{
	struct ilw_thread *thread = queue->first;

	if (thread != NULL)
		queue->first = thread->next;
	return thread;
}

static struct ilw_thread *take_next(void)
{
	struct ilw_thread *thread = take(&scheduler.urgent);

	return thread != NULL ? thread : take(&scheduler.waiting);
}

static bool others_ready(void)
{
	return scheduler.urgent.first != NULL ||
	       scheduler.waiting.first != NULL;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* The high word goes through "never", so that the kernel, should it look
 * between two of the stores, never sees a time that was not meant. */
void ilw_scheduler_rearm(void)
{
	volatile uint32_t *words = (volatile uint32_t *)&ilw_shared()->timer;
	uint64_t time = earlier(earlier(scheduler.slice_end, scheduler.kick_by),
				ilw_deadline_next());

	if (time == scheduler.armed)
		return;
	scheduler.armed = time;
	words[1] = UINT32_MAX;
	words[0] = (uint32_t)time;
	words[1] = (uint32_t)(time >> 32);
}

static void begin_slice(void)
{
	if (scheduler.slice_end != ILW_NEVER)
		return;
	scheduler.slice_end = ilw_clock_after(ILW_SLICE);
	scheduler.expired = false;
	ilw_scheduler_rearm();
}

void ilw_scheduler_ready(struct ilw_thread *thread)
{
	if (scheduler.acting) {
		append(&scheduler.urgent, thread);
		return;
	}
	append(&scheduler.waiting, thread);
	begin_slice();
}

void ilw_kick(uint32_t devices)
{
	ilw_call(DENALI_KICK, devices, 0, 0);
}

static void kick_deferred(void)
{
	uint32_t kicks = scheduler.kicks;

	scheduler.kicks = 0;
	scheduler.kick_by = ILW_NEVER;
	if (kicks != 0)
		ilw_kick(kicks);
}

void ilw_kick_later(uint32_t devices)
{
	ilw_preempt_disable();
	if (scheduler.kicks == 0) {
		scheduler.kick_by = ilw_clock_after(KICK_DELAY);
		ilw_scheduler_rearm();
	}
	scheduler.kicks |= devices;
	ilw_preempt_enable();
}

/* The timer has fired, or idling ended by the clock. */
static void tick(void)
{
	uint64_t now = ilw_clock_monotonic();

	ilw_deadline_expire(now);
	if (scheduler.kick_by <= now)
		kick_deferred();
	if (scheduler.slice_end <= now) {
		scheduler.slice_end = ILW_NEVER;
		scheduler.expired = true;
	}
}

static uint32_t take_events(void)
{
	return __atomic_exchange_n(&ilw_preempt.events, 0, __ATOMIC_RELAXED) |
	       __atomic_exchange_n(&ilw_shared()->pending, 0, __ATOMIC_RELAXED);
}

bool ilw_event_act(void)
{
	uint32_t events;

	scheduler.acting = true;
	while ((events = take_events()) != 0) {
		if (events & DENALI_EVENT_TIMER) {
			scheduler.armed = ILW_NEVER;
			tick();
			ilw_scheduler_rearm();
		}
		ilw_event_call(events & ~(uint32_t)DENALI_EVENT_TIMER);
	}
	scheduler.acting = false;
	return scheduler.urgent.first != NULL ||
	       (scheduler.expired && scheduler.waiting.first != NULL);
}

static void halt(uint64_t deadline)
{
	if (ilw_cputime_leave != NULL)
		ilw_cputime_leave();
	ilw_call(DENALI_IDLE, (uint32_t)deadline, (uint32_t)(deadline >> 32),
		 0);
	if (ilw_cputime_idled != NULL)
		ilw_cputime_idled();
}

/* Halts the VM until some thread can run, and takes that from its queue.
 * Idling serves all rings, so it does the kicks that were deferred. */
static struct ilw_thread *idle(void)
{
	volatile struct denali_rw_registers *shared = ilw_shared();
	struct ilw_thread *next;

	shared->enabled = 0;
	scheduler.slice_end = ILW_NEVER;
	ilw_event_act();
	while ((next = take_next()) == NULL) {
		uint64_t deadline = ilw_deadline_next();

		scheduler.kicks = 0;
		scheduler.kick_by = ILW_NEVER;
		ilw_scheduler_rearm();
		halt(deadline);
		if (shared->pending == 0 && deadline != ILW_NEVER) {
			scheduler.acting = true;
			tick();
		}
		ilw_event_act();
	}
	shared->enabled = 1;
	if (shared->pending != 0)
		ilw_preempt_note(__atomic_exchange_n(&shared->pending, 0,
						     __ATOMIC_RELAXED));
	return next;
}

static void switch_to(struct ilw_thread *next)
{
	struct ilw_thread *self = ilw_thread_self();

	if (next != self) {
		if (ilw_cputime_leave != NULL)
			ilw_cputime_leave();
		ilw_shared()->thread_pointer = (uint32_t)next;
		ilw_reent_switch(next->reent);
		ilw_switch(&self->stack_pointer, next->stack_pointer);
	}
	ilw_scheduler_arrive();
}

void ilw_scheduler_arrive(void)
{
	struct ilw_thread *thread = scheduler.retired;

	if (ilw_thread_self()->interrupted)
		ilw_interrupt_note();
	if (thread == NULL)
		return;
	scheduler.retired = NULL;
	if (thread->guard_size != 0)
		ilw_protect(thread->block, thread->guard_size,
			    DENALI_PROT_READ | DENALI_PROT_WRITE);
	ilw_heap_free(thread->block);
}

void ilw_scheduler_block(void)
{
	struct ilw_thread *next = take_next();

	scheduler.expired = false;
	if (next == NULL)
		next = idle();
	else if (next != ilw_thread_self())
		kick_deferred();
	if (others_ready())
		begin_slice();
	switch_to(next);
}

void ilw_scheduler_yield(void)
{
	append(&scheduler.waiting, ilw_thread_self());
	ilw_scheduler_block();
}

/* A thread that makes way for an urgent one goes on after it; a thread whose
 * slice is used up goes to the end. */
void ilw_thread_preempt(void)
{
	if (scheduler.expired)
		append(&scheduler.waiting, ilw_thread_self());
	else
		prepend(&scheduler.waiting, ilw_thread_self());
	ilw_scheduler_block();
}

void ilw_preempt_catch_up(void)
{
	do {
		ilw_preempt.depth = 1;
		if (ilw_event_act())
			ilw_thread_preempt();
		ilw_preempt.depth = 0;
	} while (ilw_preempt.events != 0);
	if (ilw_thread_self()->interrupted)
		ilw_interrupt_act();
}

_Noreturn void ilw_scheduler_retire(struct ilw_thread *self)
{
	if (self->block != NULL)
		scheduler.retired = self;
	ilw_scheduler_block();
	__builtin_unreachable();
}
