/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Attributes of threads: stacks lent and made, guards, names, scheduling.
 */
#include "pthreads.h"

#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/check.h"

#define STACK 16384u

static pthread_attr_t attributes;

/* Whether its frames are where the argument says: [0] up to [1]. */
static void *run_inside(void *bounds)
{
	char *const *bound = bounds;
	char local[1000];

	memset(local, 1, sizeof local);
	return (void *)(intptr_t)(local >= bound[0] &&
				  local + sizeof local <= bound[1]);
}

static void test_lent_stack(void)
{
	char *stack = malloc(STACK), *bound[] = { stack, stack + STACK };
	void *address = &address;
	pthread_t thread;
	size_t size = 0;

	EQUAL(pthread_attr_init(&attributes), 0);
	EQUAL(pthread_attr_getstack(&attributes, &address, &size), 0);
	CHECK(address == NULL);
	EQUAL(pthread_attr_setstack(&attributes, stack, PTHREAD_STACK_MIN - 1),
	      EINVAL);
	EQUAL(pthread_attr_setstack(&attributes, stack + 1, STACK), EINVAL);
	EQUAL(pthread_attr_setstack(&attributes, stack, STACK), 0);
	EQUAL(pthread_attr_getstack(&attributes, &address, &size), 0);
	CHECK(address == stack);
	EQUAL(size, STACK);
	for (int i = 0; i < 20; i++) {
		EQUAL(pthread_create(&thread, &attributes, run_inside, bound),
		      0);
		EQUAL(finish(thread), 1);
		memset(stack, 0xff, STACK);
	}
	EQUAL(pthread_attr_setstackaddr(&attributes, stack + 1), EINVAL);
	EQUAL(pthread_attr_setstackaddr(&attributes, stack + STACK), 0);
	EQUAL(pthread_attr_getstackaddr(&attributes, &address), 0);
	CHECK(address == stack + STACK);
	EQUAL(pthread_create(&thread, &attributes, run_inside, bound), 0);
	EQUAL(finish(thread), 1);
	EQUAL(pthread_attr_destroy(&attributes), 0);
	free(stack);
}

static void *tell(void *of)
{
	EQUAL(pthread_getattr_np(pthread_self(), of), 0);
	return NULL;
}

static int is_here(const pthread_attr_t *of, const void *here)
{
	void *stack = NULL;
	size_t size = 0;

	pthread_attr_getstack(of, &stack, &size);
	return (const char *)here >= (const char *)stack &&
	       (const char *)here < (const char *)stack + size;
}

static void test_made_stack(void)
{
	pthread_attr_t found;
	pthread_t thread;
	size_t size = 0;
	size_t most = (size_t)sysconf(_SC_PHYS_PAGES) * 4096 / 8;

	pthread_attr_init(&attributes);
	EQUAL(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN - 1),
	      EINVAL);
	EQUAL(pthread_attr_setstacksize(&attributes, 100000), 0);
	EQUAL(pthread_attr_getstacksize(&attributes, &size), 0);
	EQUAL(size, 100000);
	EQUAL(pthread_attr_getguardsize(&attributes, &size), 0);
	EQUAL(size, 4096);
	for (size_t guard = 0; guard < 20000; guard += 5000) {
		EQUAL(pthread_attr_setguardsize(&attributes, guard), 0);
		EQUAL(pthread_create(&thread, &attributes, tell, &found), 0);
		finish(thread);
		EQUAL(pthread_attr_getguardsize(&found, &size), 0);
		EQUAL(size, (guard + 4095) / 4096 * 4096);
		EQUAL(pthread_attr_getstacksize(&found, &size), 0);
		EQUAL(size, 102400);
	}
	tell(&found);
	CHECK(is_here(&found, &found));
	EQUAL(pthread_attr_setstacksize(&attributes, most), 0);
	EQUAL(pthread_attr_setstacksize(&attributes, most + 1), EINVAL);
	EQUAL(pthread_attr_setstacksize(&attributes, SIZE_MAX), EINVAL);
	EQUAL(pthread_attr_getstacksize(&attributes, &size), 0);
	EQUAL(size, most);
	pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN);
	EQUAL(pthread_attr_setguardsize(&attributes, SIZE_MAX), 0);
	EQUAL(pthread_create(&thread, &attributes, tell, &found), EAGAIN);
}

static void *tell_scheduling(void *argument)
{
	struct sched_param *parameters = argument;
	int policy = -1;

	EQUAL(pthread_getschedparam(pthread_self(), &policy, parameters), 0);
	return (void *)(intptr_t)policy;
}

static void test_scheduling_attributes(void)
{
	struct sched_param parameters = { .sched_priority = 5 };
	pthread_t thread;
	int value = -1;

	pthread_attr_init(&attributes);
	EQUAL(pthread_attr_getinheritsched(&attributes, &value), 0);
	EQUAL(value, PTHREAD_INHERIT_SCHED);
	EQUAL(pthread_attr_setinheritsched(&attributes, 2), EINVAL);
	EQUAL(pthread_attr_getscope(&attributes, &value), 0);
	EQUAL(value, PTHREAD_SCOPE_SYSTEM);
	EQUAL(pthread_attr_setscope(&attributes, 2), EINVAL);
	EQUAL(pthread_attr_setscope(&attributes, PTHREAD_SCOPE_PROCESS),
	      ENOTSUP);
	EQUAL(pthread_attr_setscope(&attributes, PTHREAD_SCOPE_SYSTEM), 0);
	EQUAL(pthread_attr_getschedpolicy(&attributes, &value), 0);
	EQUAL(value, SCHED_OTHER);
	EQUAL(pthread_attr_setschedpolicy(&attributes, 77), EINVAL);
	EQUAL(pthread_attr_setschedparam(&attributes, &parameters), EINVAL);
	EQUAL(pthread_attr_setschedpolicy(&attributes, SCHED_FIFO), 0);
	EQUAL(pthread_attr_setschedparam(&attributes, &parameters), 0);
	EQUAL(pthread_create(&thread, &attributes, tell_scheduling,
			     &parameters),
	      0);
	EQUAL(finish(thread), SCHED_OTHER);
	EQUAL(parameters.sched_priority, 0);
	EQUAL(pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED),
	      0);
	EQUAL(pthread_create(&thread, &attributes, tell_scheduling,
			     &parameters),
	      0);
	EQUAL(finish(thread), SCHED_FIFO);
	EQUAL(parameters.sched_priority, 5);
	EQUAL(pthread_attr_setdetachstate(&attributes, 2), EINVAL);
}

static void test_scheduling(void)
{
	struct sched_param parameters = { .sched_priority = 7 };
	pthread_t self = pthread_self();
	int policy = -1;

	EQUAL(pthread_setschedparam(self, 77, &parameters), EINVAL);
	EQUAL(pthread_setschedparam(self, SCHED_OTHER, &parameters), EINVAL);
	EQUAL(pthread_setschedparam(self, SCHED_RR, &parameters), 0);
	EQUAL(pthread_setschedprio(self, 1000), EINVAL);
	EQUAL(pthread_setschedprio(self, 9), 0);
	EQUAL(pthread_getschedparam(self, &policy, &parameters), 0);
	EQUAL(policy, SCHED_RR);
	EQUAL(parameters.sched_priority, 9);
	EQUAL(finish(start(tell_scheduling, &parameters)), SCHED_RR);
	EQUAL(parameters.sched_priority, 9);
	parameters.sched_priority = 0;
	EQUAL(pthread_setschedparam(self, SCHED_OTHER, &parameters), 0);
}

static void test_process(void)
{
	struct sched_param parameters = { .sched_priority = 3 };
	struct timespec interval = { 0 };

	FAILS(sched_get_priority_max(77), EINVAL);
	FAILS(sched_get_priority_min(-1), EINVAL);
	CHECK(sched_get_priority_max(SCHED_FIFO) -
		      sched_get_priority_min(SCHED_FIFO) >=
	      31);
	EQUAL(sched_getscheduler(0), SCHED_OTHER);
	FAILS(sched_getscheduler(99999), ESRCH);
	FAILS(sched_getscheduler(-1), EINVAL);
	FAILS(sched_setscheduler(0, SCHED_OTHER, &parameters), EINVAL);
	FAILS(sched_setscheduler(0, 77, &parameters), EINVAL);
	FAILS(sched_setscheduler(99999, SCHED_FIFO, &parameters), ESRCH);
	EQUAL(sched_setscheduler(getpid(), SCHED_FIFO, &parameters),
	      SCHED_OTHER);
	EQUAL(sched_getscheduler(0), SCHED_FIFO);
	parameters.sched_priority = 4;
	EQUAL(sched_setparam(0, &parameters), 0);
	FAILS(sched_setparam(99999, &parameters), ESRCH);
	parameters.sched_priority = 0;
	FAILS(sched_setparam(0, &parameters), EINVAL);
	EQUAL(sched_getparam(0, &parameters), 0);
	EQUAL(parameters.sched_priority, 4);
	EQUAL(finish(start(tell_scheduling, &parameters)), SCHED_FIFO);
	EQUAL(parameters.sched_priority, 4);
	parameters.sched_priority = 0;
	EQUAL(sched_setscheduler(0, SCHED_OTHER, &parameters), SCHED_FIFO);
	FAILS(sched_getparam(99999, &parameters), ESRCH);
	FAILS(sched_getparam(-1, &parameters), EINVAL);
	EQUAL(sched_rr_get_interval(0, &interval), 0);
	CHECK(interval.tv_sec == 0 && interval.tv_nsec > 0);
	FAILS(sched_rr_get_interval(99999, &interval), ESRCH);
	EQUAL(sched_getcpu(), 0);
	EQUAL(sched_yield(), 0);
}

static void test_names(void)
{
	pthread_t self = pthread_self();
	char name[16] = "";

	EQUAL(pthread_getname_np(self, name, sizeof name), 0);
	EQUAL(strcmp(name, "main"), 0);
	EQUAL(pthread_getname_np(self, name, 4), ERANGE);
	EQUAL(pthread_setname_np(self, "sixteen letters."), ERANGE);
	EQUAL(pthread_setname_np(self, "fifteen letters"), 0);
	EQUAL(pthread_getname_np(self, name, sizeof name), 0);
	EQUAL(strcmp(name, "fifteen letters"), 0);
	EQUAL(pthread_setname_np(self, "main"), 0);
}

static void test_rest(void)
{
	EQUAL(pthread_atfork(NULL, NULL, NULL), 0);
	EQUAL(pthread_getconcurrency(), 0);
	EQUAL(pthread_setconcurrency(-1), EINVAL);
	EQUAL(pthread_setconcurrency(4), 0);
	EQUAL(pthread_getconcurrency(), 4);
}

int test_attributes(void)
{
	test_lent_stack();
	test_made_stack();
	test_scheduling_attributes();
	test_scheduling();
	test_process();
	test_names();
	test_rest();
	return check_failures;
}
