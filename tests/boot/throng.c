/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One VM serves five thousand connections at a time.
 */
#include <criterion/criterion.h>

#include "harness/denali.h"
#include "harness/network.h"
#include "harness/throng.h"

#define TAP "tap0"
#define OUR_ADDRESS "10.8.0.1/24"
#define ADDRESS "10.8.0.2"
#define COUNT 5000
#define AHEAD 64
#define UP_MS 30000
#define PATIENCE_MS 20000

Test(throng, all_are_served)
{
	struct process process;
	struct throng throng;
	const char *why;

	if (!network_enter(&why))
		cr_skip_test("no TAP interface: %s", why);
	if (!throng_possible(COUNT))
		cr_skip_test("too few descriptors allowed (ulimit -Hn)");
	cr_assert(network_tap(TAP, OUR_ADDRESS) && network_widen_ports());
	denali_start(&process, "-m", "256M", "--host-mem", "512M", "--net",
		     "tap=" TAP, "--addr", ADDRESS "/24", THRONG_IMAGE, NULL);
	cr_expect(throng_await(&process, ADDRESS, UP_MS), "no answer: %s",
		  process.err.data);
	cr_expect(throng_open(&throng, ADDRESS, COUNT, PATIENCE_MS),
		  "only %d connections", throng.count);
	cr_expect(throng_ask(&throng, throng.count, 2, AHEAD) == 2 * COUNT,
		  "not all are served");
	throng_close(&throng);
	cr_expect(throng_await(&process, ADDRESS, UP_MS),
		  "no answer after all: %s", process.err.data);
	process_finish(&process);
}
