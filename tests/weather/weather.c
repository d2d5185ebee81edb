/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bad weather: the switch loses and reorders frames of a VM, while clients
 * connect, reset, read slowly, vanish, and others open connections by halves.
 * All who behave are served, connections that were there before live on, and in
 * the end the service holds what it held in the beginning.
 *
 * DENALI_WEATHER=SECONDS is how long, a minute if not given.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "flood.h"
#include "harness/denali.h"
#include "harness/net.h"
#include "harness/network.h"

#define TAP "tap0"
#define OUR_IPV4 "10.8.0.1/24"
#define OUR_IPV6 "fd00:8::1/64"
#define IPV4 "10.8.0.2"
#define IPV6 "fd00:8::2"
#define IMAGE "build/tests/weather/weather"
#define FAULTS "loss=20,late=50"

#define START_MS 60000
#define SECONDS 60
#define CLIENTS 24
#define STEADY 4
#define SYNS_MS 5      /* one in so many */
#define CALM_MS 300000 /* until what vanished is given up by all timers */
/* What traffic makes stay: a little, and receive buffers, in groups that are
 * bounded by the VM's memory. */
#define FIRST_USE 4096
#define GROUP 65536
#define GROUPS 16

static const uint8_t vm_mac[6] = { 0x02, 0x64, 0x6e, 0, 0, 0 };

static bool (*const behaviours[])(const char *, unsigned *) = {
	client_echo,  client_half_close, client_slow,
	client_reset, client_silent,     client_vanish,
};
#define BEHAVIOURS (sizeof behaviours / sizeof behaviours[0])
static const char *const names[BEHAVIOURS] = {
	"echo", "half-close", "slow", "reset", "silent", "vanish"
};

static atomic_bool over;
static atomic_uint done[BEHAVIOURS], failed[BEHAVIOURS];
static atomic_uint pings, lost_pings, syns;

static const char *address_of(unsigned number)
{
	return number % 2 ? IPV6 : IPV4;
}

static void *misbehave(void *argument)
{
	unsigned random = (unsigned)(uintptr_t)argument;

	while (!over) {
		unsigned which = (unsigned)rand_r(&random) % BEHAVIOURS;
		double begun = now_ms();

		errno = 0;
		if (!behaviours[which](address_of(random >> 8), &random)) {
			fprintf(stderr, "%s: %s, after %.0f ms\n", names[which],
				errno ? strerror(errno) : "wrong bytes",
				now_ms() - begun);
			failed[which]++;
		}
		done[which]++;
	}
	return NULL;
}

static void *live_on(void *argument)
{
	unsigned random = (unsigned)(uintptr_t)argument;
	int connection = client_open(address_of(random));

	while (!over && connection >= 0) {
		if (!client_ping(connection, &random))
			break;
		pings++;
		usleep(20000);
	}
	lost_pings += !over || connection < 0;
	close(connection);
	return NULL;
}

static void *flood(void *argument)
{
	int socket = flood_open(TAP);

	(void)argument;
	while (!over && socket >= 0) {
		syns += flood_syn(socket, vm_mac, syns);
		usleep(SYNS_MS * 1000);
	}
	close(socket);
	return NULL;
}

static void start(struct process *process)
{
	const char *why;

	if (!network_enter(&why))
		cr_skip_test("no TAP interface: %s", why);
	cr_assert(network_tap(TAP, OUR_IPV4));
	cr_assert(network_address(TAP, OUR_IPV6));
	denali_start(process, "--net", "tap=" TAP, "--addr", IPV4 "/24",
		     "--addr", IPV6 "/64", "--faults", FAULTS, IMAGE, NULL);
}

static void await_report(const struct process *process, unsigned long *heap,
			 int *descriptors)
{
	double deadline = now_ms() + START_MS;

	while (!client_report(IPV4, heap, descriptors)) {
		cr_assert(now_ms() < deadline && !process->ended,
			  "the service does not come up");
		usleep(10000);
	}
}

static void rage(double milliseconds)
{
	pthread_t threads[CLIENTS + STEADY + 1];
	int count = 0;

	for (; count < CLIENTS; count++)
		cr_assert_eq(pthread_create(&threads[count], NULL, misbehave,
					    (void *)(uintptr_t)(count + 1)),
			     0);
	for (; count < CLIENTS + STEADY; count++)
		cr_assert_eq(pthread_create(&threads[count], NULL, live_on,
					    (void *)(uintptr_t)(count + 1)),
			     0);
	cr_assert_eq(pthread_create(&threads[count++], NULL, flood, NULL), 0);
	usleep((useconds_t)(milliseconds * 1000));
	over = true;
	while (count > 0)
		pthread_join(threads[--count], NULL);
}

static void expect_served(void)
{
	for (unsigned i = 0; i < BEHAVIOURS; i++) {
		printf("%s %u, ", names[i], done[i]);
		cr_expect_gt(done[i], 0, "%s", names[i]);
		cr_expect_eq(failed[i], 0, "%s: %u of %u failed", names[i],
			     failed[i], done[i]);
	}
	printf("pings %u, half-open %u\n", pings, syns);
	cr_expect_eq(lost_pings, 0, "%u of %u connections died", lost_pings,
		     STEADY);
	cr_expect_gt(pings, STEADY);
	cr_expect_gt(syns, 10);
}

static bool as_before(unsigned long heap, unsigned long before)
{
	return heap <= before + FIRST_USE ||
	       (heap <= before + GROUPS * (GROUP + FIRST_USE / GROUPS) &&
		(heap - before) % GROUP <= FIRST_USE);
}

/* Timers take their time: what vanished, or was opened by halves, is given up
 * by them alone. */
static void expect_calm(unsigned long heap_before, int descriptors_before)
{
	double begun = now_ms();
	unsigned long heap = 0;
	int descriptors = 0;
	bool calm = false;

	while (!calm && now_ms() < begun + CALM_MS) {
		usleep(500000);
		calm = client_report(IPV4, &heap, &descriptors) &&
		       descriptors == descriptors_before &&
		       as_before(heap, heap_before);
	}
	printf("heap %lu, then %lu; descriptors %d, then %d; after %.0f s\n",
	       heap_before, heap, descriptors_before, descriptors,
	       (now_ms() - begun) / 1e3);
	cr_expect(calm, "heap %lu, then %lu; descriptors %d, then %d",
		  heap_before, heap, descriptors_before, descriptors);
}

Test(weather, storm)
{
	const char *seconds = getenv("DENALI_WEATHER");
	struct process process;
	unsigned long heap = 0;
	int descriptors = 0;

	start(&process);
	await_report(&process, &heap, &descriptors);
	rage(1000 * (seconds ? atof(seconds) : SECONDS));
	expect_served();
	expect_calm(heap, descriptors);
	process_read_for(&process, 1);
	cr_expect_not(process.ended, "%s", process.err.data);
	process_finish(&process);
}
