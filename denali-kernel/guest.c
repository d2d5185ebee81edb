/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Guest memory by the guest's own addresses.  Each page is checked and brought
 * in by space_touch before the first byte is copied, so the copies cannot
 * fault.
 */
#include "guest.h"

#include "cpu.h"
#include "log.h"
#include "memory.h"
#include "space.h"
#include "string.h"
#include "vm.h"

bool guest_range(const struct vm *vm, struct guest_address address,
		 uint32_t length)
{
	return address.value >= DENALI_IMAGE_BASE &&
	       address.value <= vm->memory_size &&
	       length <= vm->memory_size - address.value;
}

static bool touch_range(struct vm *vm, struct guest_address address,
			uint32_t length, enum space_access access)
{
	ensure(length <= PAGE_SIZE);
	if (!guest_range(vm, address, length))
		return false;
	if (!length)
		return true;
	uint32_t last = address.value + length - 1;
	if (space_touch(vm, address.value, access) != SPACE_DONE)
		return false;
	return address.value / PAGE_SIZE == last / PAGE_SIZE ||
	       space_touch(vm, last, access) == SPACE_DONE;
}

bool guest_read(struct vm *vm, void *to, struct guest_address from,
		uint32_t length)
{
	if (!touch_range(vm, from, length, ACCESS_READ))
		return false;
	user_access_begin();
	memcpy(to, (const void *)(uintptr_t)from.value, length);
	user_access_end();
	return true;
}

bool guest_write(struct vm *vm, struct guest_address to, const void *from,
		 uint32_t length)
{
	if (!touch_range(vm, to, length, ACCESS_WRITE))
		return false;
	user_access_begin();
	memcpy((void *)(uintptr_t)to.value, from, length);
	user_access_end();
	return true;
}
