/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A supervisor that dies of a fault a second after its start or later is made
 * anew, and finds its VMs and their messages; one that ends takes the host with
 * it, children that compute for ever included.
 */
#include <stdio.h>
#include <unistd.h>

#include "guest/child.h"

static uint8_t image[CHILD_IMAGE_PAGES * CHILD_PAGE];
static volatile int *volatile nothing;
static uint8_t page[DENALI_SUPERVISOR_BYTES];

static int32_t make(uint32_t number, const char *order)
{
	struct child_plan plan = child_plan(number, order);

	return child_make(&plan);
}

/* Its child has printed a line and goes on. */
static int again(int32_t child)
{
	struct denali_port_header header;
	struct denali_vm_status status;
	int32_t got = trap(DENALI_MESSAGES, (uint32_t)page, sizeof page, 0);

	memcpy(&header, page, sizeof header);
	printf("again, with VM %d\n", (int)(child & 0xffff));
	if (got != (int32_t)sizeof header + 3 || header.vm != (uint32_t)child ||
	    memcmp(page + sizeof header, "hi\n", 3) != 0)
		puts("its line is lost");
	if (ro_registers->vm_id != 0)
		puts("the number is another");
	if (trap(DENALI_VM_INSPECT, (uint32_t)child, (uint32_t)&status,
		 sizeof status) != 0 ||
	    status.image != 1)
		puts("it is another VM");
	/* The image is still there. */
	if (make(1, "s") < 0)
		puts("the image is lost");
	return 9;
}

int main(void)
{
	struct denali_vm_status status;
	int32_t child = trap(DENALI_VM_NEXT, 0, 0, 0);

	if (child >= 0)
		return again(child);
	child_image(image);
	child = make((uint32_t)child_load(image), "ps");
	do
		if (trap(DENALI_VM_INSPECT, (uint32_t)child, (uint32_t)&status,
			 sizeof status) != 0)
			return 1;
	while (status.ledger.guest_cycles == 0);
	sleep(2);
	*nothing = 0;
	return 1;
}
