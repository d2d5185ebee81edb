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

static enum space_result touch_range(struct vm *vm,
				     struct guest_address address,
				     uint32_t length, enum space_access access)
{
	enum space_result result;

	ensure(length <= PAGE_SIZE);
	if (!guest_range(vm, address, length))
		return SPACE_DENIED;
	if (!length)
		return SPACE_DONE;
	uint32_t last = address.value + length - 1;
	result = space_touch(vm, address.value, access);
	if (result != SPACE_DONE ||
	    address.value / PAGE_SIZE == last / PAGE_SIZE)
		return result;
	return space_touch(vm, last, access);
}

enum space_result guest_read(struct vm *vm, void *to, struct guest_address from,
			     uint32_t length)
{
	enum space_result result = touch_range(vm, from, length, ACCESS_READ);

	if (result != SPACE_DONE)
		return result;
	user_access_begin();
	memcpy(to, (const void *)(uintptr_t)from.value, length);
	user_access_end();
	return SPACE_DONE;
}

enum space_result guest_write(struct vm *vm, struct guest_address to,
			      const void *from, uint32_t length)
{
	enum space_result result = touch_range(vm, to, length, ACCESS_WRITE);

	if (result != SPACE_DONE)
		return result;
	user_access_begin();
	memcpy((void *)(uintptr_t)to.value, from, length);
	user_access_end();
	return SPACE_DONE;
}
