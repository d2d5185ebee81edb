/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * VMs that take more memory than there is: those that are paused leave it, and
 * what is changed about them while they are out they find when they come back.
 */
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "guest/child.h"

#define VMS 12u
#define MEMORY 0x400000u
#define PATIENCE 60

static uint8_t image[CHILD_IMAGE_PAGES * CHILD_PAGE];
static uint8_t page[DENALI_SUPERVISOR_BYTES];
static uint32_t vms[VMS];
static char line[VMS][4]; /* what each has printed */
static bool ended[VMS], full[VMS], cut[VMS];

static void hear(const struct denali_port_header *header, const uint8_t *body)
{
	struct denali_port_exit how;

	for (uint32_t i = 0; i < VMS; i++) {
		if (vms[i] != header->vm)
			continue;
		if (header->type == DENALI_PORT_CONSOLE)
			strncat(line[i], (const char *)body, 1);
		if (header->type != DENALI_PORT_EXIT)
			continue;
		memcpy(&how, body, sizeof how);
		ended[i] = true;
		if (how.cause != DENALI_CAUSE_EXIT || how.detail != 0)
			printf("VM %u: cause %u, %08x\n", (unsigned int)i,
			       (unsigned int)how.cause,
			       (unsigned int)how.detail);
	}
}

static void listen(void)
{
	int32_t got = trap(DENALI_MESSAGES, (uint32_t)page, sizeof page, 0);
	struct denali_port_header header;

	for (int32_t at = 0; at < got; at += header.length) {
		memcpy(&header, page + at, sizeof header);
		at += (int32_t)sizeof header;
		hear(&header, page + at);
	}
}

static bool inspect(uint32_t i, struct denali_vm_status *status)
{
	return trap(DENALI_VM_INSPECT, vms[i], (uint32_t)status,
		    sizeof *status) == 0;
}

static bool make(uint32_t i)
{
	struct child_plan plan = child_plan(1, "amia");
	int32_t vm;

	plan.group.memory_size = MEMORY;
	plan.group.network = (struct denali_network){
		.flags = DENALI_NET_PRESENT,
		.mtu = 1400,
		.mac = { 2, 0, 0, 0, 7, (uint8_t)i },
	};
	vm = child_make(&plan);
	vms[i] = (uint32_t)vm;
	return vm > 0;
}

/* A VM has more than that, even on its way out of memory. */
static void try_to_cut(uint32_t i)
{
	struct denali_tuning tuning = { .mask = DENALI_TUNE_FRAME_LIMIT,
					.frame_limit = 700 };

	for (unsigned n = 0; full[i] && !cut[i] && n < 100; n++)
		cut[i] = trap(DENALI_VM_TUNE, vms[i], (uint32_t)&tuning,
			      sizeof tuning) == 0;
}

/* Each has written to all its memory, and is paused. */
static bool all_paused(void)
{
	struct denali_vm_status status;
	uint32_t count = 0;

	for (uint32_t i = 0; i < VMS; i++) {
		if (!inspect(i, &status))
			return false;
		if (status.state == DENALI_VM_STATE_IDLE &&
		    status.ledger.frames + status.ledger.pages_out >
			    MEMORY / CHILD_PAGE - 64)
			trap(DENALI_VM_PAUSE, vms[i], 0, 0);
		full[i] |= status.ledger.frames + status.ledger.pages_out >
			   MEMORY / CHILD_PAGE - 64;
		try_to_cut(i);
		count += status.state == DENALI_VM_STATE_PAUSED;
	}
	return count == VMS;
}

/* How many are out of memory, their addresses changed while they were. */
static uint32_t move_all(void)
{
	struct denali_vm_status status;
	uint32_t out = 0;

	for (uint32_t i = 0; i < VMS; i++) {
		if (!inspect(i, &status))
			return 0;
		out += !status.resident;
		status.network.flags = DENALI_NET_PRESENT;
		status.network.mac[4] = 8;
		status.network.mac[5] += VMS;
		if (trap(DENALI_VM_ADDRESS, vms[i], (uint32_t)&status.network,
			 sizeof status.network) != 0)
			printf("VM %u cannot move\n", (unsigned int)i);
		trap(DENALI_VM_STOP, vms[i], 0, 0);
		trap(DENALI_VM_RESUME, vms[i], 0, 0);
	}
	return out;
}

static bool all_ended(void)
{
	for (uint32_t i = 0; i < VMS; i++)
		if (!ended[i])
			return false;
	return true;
}

#define UNTIL(condition)                                                       \
	for (time_t end = time(NULL) + PATIENCE;                               \
	     !(condition) && time(NULL) < end;) {                              \
		usleep(1000);                                                  \
		listen();                                                      \
	}

int main(void)
{
	child_image(image);
	if (child_load(image) != 1)
		return 1;
	for (uint32_t i = 0; i < VMS; i++)
		if (!make(i))
			return 1;
	UNTIL(all_paused());
	puts(all_paused() ? "all are paused" : "not all are paused");
	puts(move_all() > 0 ? "some are out" : "none is out");
	for (uint32_t i = 0; i < VMS; i++)
		if (cut[i])
			printf("VM %u may have less than it has\n",
			       (unsigned int)i);
	UNTIL(all_ended());
	for (uint32_t i = 0; i < VMS; i++) {
		char right[] = { (char)('A' + i), (char)('A' + VMS + i), 0 };

		if (!ended[i] || strcmp(line[i], right) != 0)
			printf("VM %u: %s, not %s\n", (unsigned int)i, line[i],
			       right);
	}
	return 0;
}
