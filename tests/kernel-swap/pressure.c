/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Cases made by hand in which memory is short.
 */
#include <criterion/criterion.h>

#include "cpu.h"
#include "gate.h"
#include "residence.h"
#include "pte.h"
#include "rig.h"
#include "sched.h"
#include "space.h"
#include "swap.h"
#include "table.h"
#include "timer.h"

#define POLLS_MAX 5000
#define SECOND 1000000000ull

/* Write pages from the first on, as far as there are frames. */
static enum space_result fill(uint32_t place, uint32_t first, uint32_t count)
{
	struct vm *vm = rig_vms[place];
	enum space_result result = SPACE_DONE;

	cpu.running = cpu.current = vm;
	for (uint32_t i = 0; i < count && result == SPACE_DONE; i++) {
		uint32_t page = RIG_FIRST + (first + i) * PAGE_SIZE;

		result = space_touch(vm, page, ACCESS_WRITE);
		if (result == SPACE_DONE)
			*table_find(vm, page) |= PTE_USED;
	}
	cpu.running = 0;
	return result;
}

static void poll_some(unsigned count)
{
	while (count--) {
		rig_disk(64);
		rig_poll();
	}
}

/* Have a resting VM leave, whether or not its frames are needed. */
static void send_out(uint32_t place)
{
	cpu.running = rig_vms[place];
	sched_idle(rig_vms[place], TIMER_NEVER);
	link_remove(&rig_vms[place]->run);
	cr_assert(residence_leave(rig_vms[place]));
	poll_some(200);
	cr_assert_eq(rig_vms[place]->place, VM_OUT);
}

#define OTHERS 7 /* together they can take all frames */
#define SMALL 40
#define SHARE 240 /* and none much */

/* More VMs than may make room at a time are on their way in when those in
 * memory take all frames. */
Test(pressure, many_on_their_way_in_lose_their_frames)
{
	rig_start(&(struct rig){ .seed = 1,
				 .low = 900,
				 .high = 600,
				 .vms = RIG_VMS,
				 .disk_pages = 1u << 20,
				 .block = 1,
				 .swap_rate = 1000000 });
	poll_some(1);
	for (uint32_t i = OTHERS; i < RIG_VMS; i++) {
		cr_assert_eq(fill(i, IMAGE_PAGES, SMALL), SPACE_DONE);
		send_out(i);
	}
	for (uint32_t i = OTHERS; i < RIG_VMS; i++)
		sched_notify(rig_vms[i]);
	rig_poll();
	cr_assert_gt(swap_busy(), SWAP_BUSY_MAX);
	for (uint32_t i = 0; i < OTHERS; i++)
		fill(i, IMAGE_PAGES, SHARE);
	cr_assert_lt(rig_free(), residence_promised());
	for (unsigned n = 0; n < POLLS_MAX; n++) {
		poll_some(1);
		rig_now += SECOND / 1000;
	}
	for (uint32_t i = OTHERS; i < RIG_VMS; i++)
		cr_assert_eq(rig_vms[i]->place, VM_IN, "VM %u: place %u", i,
			     rig_vms[i]->place);
}
