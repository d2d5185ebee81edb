/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * An entry is a VM's address, or else FREE, the number that the place's next VM
 * will have, and the place that is free after it: a VM costs a word here.
 */
#include "vmtable.h"

#include <denali/plan.h>

#include "frame.h"
#include "log.h"
#include "vm.h"

/* Addresses of VMs are even. */
#define FREE 1u
#define GENERATION_SHIFT 1
#define NEXT_SHIFT 16
#define GENERATIONS 0x8000u
#define PLACES (1u << 16)
_Static_assert(DENALI_VMS_MAX <= PLACES, "a place takes 16 bits");

static uintptr_t *table;
static uint32_t size, used, vacant; /* used: places from here on never were */
static uint32_t vacant_count;       /* of those before */

bool vmtable_init(uint32_t places)
{
	uint32_t bytes = places * (uint32_t)sizeof(*table);

	table = frame_alloc_block((bytes + PAGE_SIZE - 1) / PAGE_SIZE);
	size = places;
	return table;
}

bool vmtable_add(struct vm *vm)
{
	uint32_t place = used, generation = 0;

	if (vacant_count) {
		place = vacant;
		vacant = (uint32_t)table[place] >> NEXT_SHIFT;
		generation = (uint32_t)table[place] >> GENERATION_SHIFT;
		vacant_count--;
	} else if (used++ == size) {
		used = size;
		return false;
	}
	vm->id = place | generation % GENERATIONS << 16;
	table[place] = (uintptr_t)vm;
	return true;
}

void vmtable_remove(const struct vm *vm)
{
	uint32_t place = vm->id % PLACES;
	uint32_t generation = (vm->id / PLACES + 1) % GENERATIONS;

	ensure(vm_at(place) == vm);
	table[place] = FREE | generation << GENERATION_SHIFT |
		       vacant << NEXT_SHIFT;
	vacant = place;
	vacant_count++;
}

struct vm *vm_at(uint32_t place)
{
	if (place >= used || table[place] & FREE)
		return 0;
	return (struct vm *)table[place];
}

uint32_t vm_places(void)
{
	return used;
}

struct vm *vm_any(uint32_t number)
{
	struct vm *vm = vm_at(number % PLACES);

	return vm && vm->id == number ? vm : 0;
}

struct vm *vm_find(uint32_t number)
{
	struct vm *vm = vm_any(number);

	return vm && vm->state < VM_DEAD ? vm : 0;
}
