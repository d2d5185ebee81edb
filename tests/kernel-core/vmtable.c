/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Numbers of VMs: the boot plan's from 0 up, no two alike, and none that finds
 * a VM that came after it.
 */
#include "vmtable.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "frame.h"
#include "machine.h"
#include "vm.h"

#define MIB 0x100000u
#define PLACES 40u

static struct vm *vms;

static void start(void)
{
	static const struct memory_range usable = { MIB, 4 * MIB };
	static const struct memory_range reserved = { MIB, 2 * MIB };

	machine_init(4 * MIB);
	frame_init(&usable, 1, &reserved, 1);
	vms = machine_vms(PLACES + 1);
	cr_assert(vmtable_init(PLACES));
}

Test(vmtable, counts_from_0)
{
	start();
	cr_assert_eq(vm_places(), 0);
	cr_assert_null(vm_at(0));
	for (uint32_t i = 0; i < PLACES; i++) {
		cr_assert(vmtable_add(&vms[i]));
		cr_assert_eq(vms[i].id, i);
		cr_assert_eq(vm_find(i), &vms[i]);
	}
	cr_assert(!vmtable_add(&vms[PLACES]));
	cr_assert_eq(vm_places(), PLACES);
	cr_assert_null(vm_find(PLACES));
	cr_assert_null(vm_find(UINT32_MAX));
	cr_assert_null(vm_find(0x10000));
	vmtable_remove(&vms[3]);
	cr_assert_null(vm_find(3));
	cr_assert_null(vm_at(3));
	cr_assert(vmtable_add(&vms[PLACES]));
	cr_assert_eq(vms[PLACES].id, 0x10003);
	cr_assert_null(vm_find(3));
	cr_assert_eq(vm_find(0x10003), &vms[PLACES]);
	cr_assert(!vmtable_add(&vms[3]));
}

Test(vmtable, a_dead_vm_is_not_found_but_there)
{
	start();
	cr_assert(vmtable_add(&vms[0]));
	vms[0].state = VM_DEAD;
	cr_assert_null(vm_find(0));
	cr_assert_eq(vm_any(0), &vms[0]);
	cr_assert_eq(vm_at(0), &vms[0]);
}

/* No number finds anybody but the VM that had it last. */
Test(vmtable, any_order)
{
	static uint32_t last[PLACES];
	bool used[PLACES + 1] = { false };

	start();
	srand(1);
	for (unsigned round = 0; round < 200000; round++) {
		uint32_t i = (uint32_t)rand() % PLACES;

		if (used[i]) {
			cr_assert_eq(vm_find(vms[i].id), &vms[i]);
			last[vms[i].id % 0x10000] = vms[i].id;
			vmtable_remove(&vms[i]);
			cr_assert_null(vm_any(vms[i].id));
		} else {
			uint32_t place;

			cr_assert(vmtable_add(&vms[i]));
			place = vms[i].id % 0x10000;
			cr_assert_lt(place, PLACES);
			if (last[place] || vms[i].id >= 0x10000)
				cr_assert_eq(vms[i].id,
					     (last[place] + 0x10000) &
						     0x7fffffff);
			cr_assert_null(vm_any(last[place] | 0x80000000));
		}
		used[i] = !used[i];
	}
}
