/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The stand-in.  What tests replace themselves is weak.
 */
#include <criterion/criterion.h>

#include <ilwaco/clock.h>
#include <ilwaco/crash.h>
#include <ilwaco/deadline.h>
#include <ilwaco/event.h>
#include <ilwaco/kick.h>
#include <ilwaco/memory.h>
#include <ilwaco/preempt.h>

#include "call.h"
#include "machine.h"
#include "scheduler.h"

struct denali_ro_registers machine_registers;
struct denali_rw_registers machine_shared;
uint64_t machine_now = 1;
unsigned int machine_calls[DENALI_CALL_COUNT];
uint32_t machine_kicked;
void (*machine_kernel)(uint32_t, uint32_t, uint32_t);
jmp_buf machine_crash;
bool machine_crash_expected;

struct ilw_preempt ilw_preempt;

void ilw_preempt_catch_up(void)
{
	ilw_preempt.events = 0;
}

uint64_t ilw_clock_monotonic(void)
{
	return machine_now;
}

int64_t ilw_clock_realtime(void)
{
	return (int64_t)machine_now;
}

uint64_t ilw_clock_after(uint64_t delay)
{
	return machine_now + delay;
}

int32_t ilw_call(uint32_t number, uint32_t first, uint32_t second,
		 uint32_t third)
{
	(void)third;
	cr_assert_lt(number, DENALI_CALL_COUNT);
	machine_calls[number]++;
	if (machine_kernel != NULL)
		machine_kernel(number, first, second);
	return 0;
}

void ilw_kick(uint32_t devices)
{
	machine_kicked = devices;
	ilw_call(DENALI_KICK, devices, 0, 0);
}

_Noreturn void ilw_crash(const char *message)
{
	if (!machine_crash_expected)
		cr_assert_fail("crashed: %s", message);
	longjmp(machine_crash, 1);
}

__attribute__((weak)) void ilw_kick_later(uint32_t devices)
{
	(void)devices;
}

__attribute__((weak)) void ilw_event_register(uint32_t event,
					      void (*function)(void))
{
	(void)event;
	(void)function;
}

__attribute__((weak)) void ilw_scheduler_rearm(void)
{
}

__attribute__((weak)) int ilw_release(void *start, size_t length)
{
	(void)start;
	(void)length;
	return 0;
}
