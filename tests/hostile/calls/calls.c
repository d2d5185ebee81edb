/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtual instructions with every number there is not, and arguments at each
 * boundary: every call answers with the error of the contract, and has no
 * other effect.
 */
#include <inttypes.h>
#include <stdio.h>

#include "../attack.h"

#define PAGE DENALI_PAGE_SIZE
#define READ DENALI_PROT_READ
#define READ_WRITE (DENALI_PROT_READ | DENALI_PROT_WRITE)

struct call {
	uint32_t number, first, second, third;
	int32_t result;
};

static uint8_t page[PAGE] __attribute__((aligned(PAGE)));

static int wrong(const struct call *call)
{
	int32_t result = trap(call->number, call->first, call->second,
			      call->third);

	if (result == call->result)
		return 0;
	printf("call %" PRIu32 "(%#" PRIx32 ", %#" PRIx32 ", %#" PRIx32
	       ") = %" PRId32 ", not %" PRId32 "\n",
	       call->number, call->first, call->second, call->third, result,
	       call->result);
	return 1;
}

static int check_all(const struct call *calls, size_t count)
{
	int wrongs = 0;

	for (size_t i = 0; i < count; i++)
		wrongs += wrong(&calls[i]);
	return wrongs;
}

static void calls_numbers(void)
{
	static const struct call calls[] = {
		{ DENALI_CALL_COUNT, 0, 0, 0, DENALI_ENOSYS },
		{ DENALI_MMU_RUN, 0, 0, 0, DENALI_ENOSYS },
		{ DENALI_MMU_LOAD, 0, 0, 0, DENALI_ENOSYS },
		{ DENALI_MMU_FLUSH, 0, 0, 0, DENALI_ENOSYS },
		{ DENALI_SUPERVISOR_FIRST - 1, 0, 0, 0, DENALI_ENOSYS },
		{ DENALI_SUPERVISOR_FIRST, 0, 0, 0, DENALI_EPERM },
		{ DENALI_SUPERVISOR_LAST, 0, 0, 0, DENALI_EPERM },
		{ DENALI_SUPERVISOR_LAST + 1, 0, 0, 0, DENALI_ENOSYS },
		{ 0x7fffffff, 0, 0, 0, DENALI_ENOSYS },
		{ 0x80000000, 0, 0, 0, DENALI_ENOSYS },
		{ 0x40000001, 0, 0, 0, DENALI_ENOSYS },
		{ 0xffffffff, 0, 0, 0, DENALI_ENOSYS },
	};

	attack_check(check_all(calls, ATTACK_COUNT(calls)) == 0, "numbers");
}

static void calls_kick(void)
{
	static const struct call calls[] = {
		{ DENALI_KICK, 1, 0, 0, DENALI_EINVAL },
		{ DENALI_KICK, 8, 0, 0, DENALI_EINVAL },
		{ DENALI_KICK, 0x80000000, 0, 0, DENALI_EINVAL },
		{ DENALI_KICK, 0xffffffff, 0, 0, DENALI_EINVAL },
		{ DENALI_KICK, ~(uint32_t)DENALI_DEVICE_ALL, 0, 0,
		  DENALI_EINVAL },
	};

	attack_check(check_all(calls, ATTACK_COUNT(calls)) == 0, "kick");
}

/* Ranges that are not the VM's, for both calls that take one. */
static int check_ranges(uint32_t number)
{
	uint32_t end = ro_registers->memory_size;
	const struct call calls[] = {
		{ number, 0, PAGE, READ, DENALI_EFAULT },
		{ number, DENALI_RO_REGISTERS, PAGE, READ, DENALI_EFAULT },
		{ number, DENALI_RW_REGISTERS, PAGE, READ, DENALI_EFAULT },
		{ number, DENALI_IMAGE_BASE - PAGE, PAGE, READ, DENALI_EFAULT },
		{ number, DENALI_IMAGE_BASE - PAGE, 2 * PAGE, READ,
		  DENALI_EFAULT },
		{ number, end, PAGE, READ, DENALI_EFAULT },
		{ number, end - PAGE, 2 * PAGE, READ, DENALI_EFAULT },
		{ number, end - PAGE, 0u - PAGE, READ, DENALI_EFAULT },
		{ number, DENALI_IMAGE_BASE, 0u - PAGE, READ, DENALI_EFAULT },
		{ number, DENALI_KERNEL_BASE, PAGE, READ, DENALI_EFAULT },
		{ number, DENALI_KERNEL_BASE - PAGE, PAGE, READ,
		  DENALI_EFAULT },
		{ number, 0u - PAGE, PAGE, READ, DENALI_EFAULT },
		{ number, 0u - PAGE, 2 * PAGE, READ, DENALI_EFAULT },
		{ number, (uint32_t)page + 1, PAGE, READ, DENALI_EINVAL },
		{ number, (uint32_t)page, PAGE - 1, READ, DENALI_EINVAL },
		{ number, (uint32_t)page, 1, READ, DENALI_EINVAL },
		{ number, end - PAGE, PAGE, READ_WRITE, 0 },
	};

	return check_all(calls, ATTACK_COUNT(calls));
}

static void calls_protect(void)
{
	uint32_t text = (uint32_t)calls_protect & ~(PAGE - 1u);
	const struct call calls[] = {
		{ DENALI_PROTECT, (uint32_t)page, PAGE, 6, DENALI_EINVAL },
		{ DENALI_PROTECT, (uint32_t)page, PAGE, 7, DENALI_EINVAL },
		{ DENALI_PROTECT, (uint32_t)page, PAGE, 8, DENALI_EINVAL },
		{ DENALI_PROTECT, (uint32_t)page, PAGE, 0x80000001,
		  DENALI_EINVAL },
		{ DENALI_PROTECT, text, PAGE, READ_WRITE, DENALI_EPERM },
		{ DENALI_PROTECT, text, PAGE, DENALI_PROT_WRITE, DENALI_EPERM },
	};
	int wrongs = check_ranges(DENALI_PROTECT);

	wrongs += check_all(calls, ATTACK_COUNT(calls));
	page[0] = 1; /* still writable: errors have no effect */
	attack_check(wrongs == 0, "protect");
}

static void calls_release(void)
{
	int wrongs;

	page[0] = 5;
	wrongs = check_ranges(DENALI_RELEASE);
	attack_check(wrongs == 0 && page[0] == 5, "release");
}

/* All its memory at once, its own stack and text with it. */
static void calls_release_all(void)
{
	trap(DENALI_RELEASE, DENALI_IMAGE_BASE,
	     ro_registers->memory_size - DENALI_IMAGE_BASE, 0);
}

/* No access to anything, the text it runs included. */
static void calls_protect_all(void)
{
	trap(DENALI_PROTECT, DENALI_IMAGE_BASE,
	     ro_registers->memory_size - DENALI_IMAGE_BASE, DENALI_PROT_NONE);
}

static void calls_terminate(void)
{
	trap(DENALI_TERMINATE, 0x80000003, 0, 0);
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, calls_##name                                            \
	}

void calls(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(numbers),   ENTRY(kick),        ENTRY(protect),
		ENTRY(release),   ENTRY(release_all), ENTRY(protect_all),
		ENTRY(terminate),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
