/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The engine's loop: work that was asked for, timers, sockets of probes.  It
 * holds the lock for one piece of work at a time, so that requests come
 * between.
 */
#include "engine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <ilwaco/supervisor.h>

#include "adopt.h"
#include "deploymentrow.h"
#include "disks.h"
#include "enginepoll.h"
#include "host.h"
#include "images.h"
#include "launch.h"
#include "live.h"
#include "memory.h"
#include "pool.h"
#include "store.h"
#include "supervisor.h"

/* In the place of a socket. */
#define WAKER UINT64_MAX

static int poller = -1, waker = -1;

/* Services to be looked at, a ring. */
static struct {
	int64_t *all;
	size_t first, count, room;
	bool sweep;
} work;

/* ---- what is to be done ---- */

static void grow(void)
{
	size_t room = work.room == 0 ? 64 : 2 * work.room;
	int64_t *all = allocate(room, sizeof *all);

	for (size_t i = 0; i < work.count; i++)
		all[i] = work.all[(work.first + i) % work.room];
	free(work.all);
	work.all = all;
	work.room = room;
	work.first = 0;
}

void engine_wants(int64_t service)
{
	struct live *live = live_find(service);

	if (live != NULL && live->queued)
		return;
	if (live != NULL)
		live->queued = true;
	if (work.count == work.room)
		grow();
	work.all[(work.first + work.count++) % work.room] = service;
	engine_wake();
}

void engine_sweep(void)
{
	work.sweep = true;
	engine_wake();
}

void engine_wake(void)
{
	const uint64_t one = 1;

	if (waker >= 0 && write(waker, &one, sizeof one) < 0)
		host_log("the engine cannot be woken");
}

/* One piece; false: there was none. */
static bool do_some(void)
{
	struct live *live;
	int64_t service;

	if (work.count == 0) {
		if (work.sweep)
			images_sweep();
		work.sweep = false;
		return false;
	}
	service = work.all[work.first];
	work.first = (work.first + 1) % work.room;
	work.count--;
	live = live_find(service);
	if (live != NULL)
		live->queued = false;
	live_settle(service);
	return true;
}

/* ---- sockets ---- */

/* What waits for a socket, by its number: an event that was on its way when
 * that was closed, and another had the number, is told by its generation. */
static struct {
	struct watched *watched;
	uint32_t generation;
} * polled;
static size_t polled_count;

static void make_polled(size_t count)
{
	void *all = realloc(polled, count * sizeof *polled);

	if (all == NULL)
		out_of_memory();
	polled = all;
	memset(polled + polled_count, 0,
	       (count - polled_count) * sizeof *polled);
	polled_count = count;
}

bool engine_poll(int fd, uint32_t events, void (*ready)(void *), void *context)
{
	struct epoll_event event = { .events = events | EPOLLONESHOT };
	struct watched *watched = context;

	if ((size_t)fd >= polled_count)
		make_polled((size_t)fd + 16);
	if (polled[fd].watched != watched) {
		polled[fd].watched = watched;
		polled[fd].generation++;
	}
	watched->ready = ready;
	event.data.u64 = (uint64_t)polled[fd].generation << 32 | (uint32_t)fd;
	return epoll_ctl(poller, EPOLL_CTL_MOD, fd, &event) == 0 ||
	       epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) == 0;
}

void engine_poll_end(int fd)
{
	if ((size_t)fd < polled_count)
		polled[fd].watched = NULL;
	epoll_ctl(poller, EPOLL_CTL_DEL, fd, NULL);
}

static void drain_waker(void)
{
	uint64_t count;

	if (read(waker, &count, sizeof count) < 0)
		host_log("the engine's waker is empty");
}

/* With the lock. */
static void take(const struct epoll_event *event)
{
	uint32_t fd = (uint32_t)event->data.u64;

	if (event->data.u64 == WAKER)
		drain_waker();
	else if (fd < polled_count && polled[fd].watched != NULL &&
		 polled[fd].generation == event->data.u64 >> 32)
		polled[fd].watched->ready(polled[fd].watched);
}

static void wait_until(int64_t deadline)
{
	struct epoll_event event;
	int64_t left = deadline == TIMERS_NONE ? -1 :
						 deadline - clock_monotonic();
	int count;

	if (deadline != TIMERS_NONE && left < 0)
		left = 0;
	if (left > 1000000)
		left = 1000000;
	count = epoll_wait(poller, &event, 1, (int)left);
	if (count < 1)
		return;
	host_enter();
	take(&event);
	host_leave();
}

/* ---- the end of the host ---- */

static void stop_all(void)
{
	for (struct live *live = live_next(NULL); live != NULL;
	     live = live_next(live))
		engine_wants(live->id);
}

void engine_stop_host(void)
{
	live_stopping = true;
	stop_all();
	engine_wake();
}

static bool all_stopped(void)
{
	return live_stopping && work.count == 0 && instances_count() == 0;
}

/* ---- the loop ---- */

/* It is about to find out itself when the next timer is due. */
static bool looking;

/* Other threads set timers too. */
static void look_earlier(void)
{
	if (!looking)
		engine_wake();
}

static void *run(void *argument)
{
	for (;;) {
		int64_t deadline;
		bool more, over;

		host_enter();
		looking = true;
		more = do_some();
		deadline = timers_run();
		more = more || work.count > 0;
		looking = false;
		over = all_stopped();
		host_leave();
		if (over)
			supervisor_off();
		wait_until(more ? 0 : deadline);
	}
	return argument;
}

void engine_exited(uint32_t vm, uint32_t cause, uint32_t detail)
{
	struct instance *instance = instance_in(vm);

	if (instance != NULL)
		live_ended(instance, cause, detail);
}

static void disk_changed(void)
{
	struct instance *instance = NULL;

	while ((instance = instance_next(instance)) != NULL)
		launch_go_on(instance);
}

static bool start_poller(void)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = WAKER };

	poller = epoll_create1(EPOLL_CLOEXEC);
	waker = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return poller >= 0 && waker >= 0 &&
	       epoll_ctl(poller, EPOLL_CTL_ADD, waker, &event) == 0;
}

/* Every service that is to run is looked at. */
static void want_all(void)
{
	struct query *query = store_query(
		&host_state, "SELECT id FROM services WHERE running = 1", "");

	while (query_next(query))
		engine_wants(query_number(query, 0));
	query_end(query);
}

static bool prepare(void)
{
	if (!start_poller() || !pool_open() || !images_open())
		return false;
	timers_earlier = look_earlier;
	disks_changed = disk_changed;
	if (store_begin(&host_state) == STORE_OK) {
		deployments_recover();
		store_commit(&host_state);
	}
	adopt_all();
	disks_adopted();
	want_all();
	engine_sweep();
	return true;
}

bool engine_start(void)
{
	pthread_t thread;
	bool good;

	host_enter();
	good = prepare();
	host_leave();
	return good && pthread_create(&thread, NULL, run, NULL) == 0;
}
