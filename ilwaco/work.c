/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Work: a list, and the service thread that empties it.
 */
#include <stddef.h>

#include <ilwaco/preempt.h>
#include <ilwaco/thread.h>
#include <ilwaco/wait.h>
#include <ilwaco/work.h>

/* The network stack's receive path runs here, up to its callbacks. */
#define SERVICE_STACK 16384

static struct ilw_work *first;
static struct ilw_work **last = &first;
static struct ilw_wait_queue idle;
static struct ilw_thread *service;

static struct ilw_work *take(void)
{
	struct ilw_work *work = first;

	first = work->next;
	if (first == NULL)
		last = &first;
	work->posted = false;
	return work;
}

static void serve(void *unused)
{
	(void)unused;
	ilw_preempt_disable();
	for (;;) {
		struct ilw_work *work;

		while (first == NULL)
			ilw_wait(&idle, ILW_NEVER);
		work = take();
		ilw_preempt_enable();
		work->run(work);
		ilw_preempt_disable();
	}
}

bool ilw_work_start(void)
{
	bool started;

	ilw_preempt_disable();
	if (service == NULL)
		service = ilw_thread_create(serve, NULL, SERVICE_STACK,
					    "service");
	started = service != NULL;
	ilw_preempt_enable();
	return started;
}

void ilw_work_post(struct ilw_work *work)
{
	ilw_preempt_disable();
	if (!work->posted) {
		work->posted = true;
		work->next = NULL;
		*last = work;
		last = &work->next;
		ilw_wake_one(&idle);
	}
	ilw_preempt_enable();
}

void ilw_work_cancel(struct ilw_work *work)
{
	struct ilw_work **link = &first;

	ilw_preempt_disable();
	if (work->posted) {
		while (*link != work)
			link = &(*link)->next;
		*link = work->next;
		if (last == &work->next)
			last = link;
		work->posted = false;
	}
	ilw_preempt_enable();
}
