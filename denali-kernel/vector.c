/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Lazy exchange of vector state by CR0.TS.
 */
#include "vector.h"

#include "cpu.h"
#include "pool.h"
#include "string.h"
#include "vm.h"

#define STATE_SIZE 512
#define STATE_CONTROL 0 /* x87 control word */
#define STATE_MXCSR 24
#define CONTROL_DEFAULT 0x037f /* what fninit sets */
#define MXCSR_DEFAULT 0x1f80

static struct pool states = { .size = STATE_SIZE };
static bool trapping = true; /* CR0.TS */

void vector_switch(const struct vm *vm)
{
	bool want = cpu.vector_owner != vm;

	if (want == trapping)
		return;
	trapping = want;
	if (want)
		write_cr0(read_cr0() | CR0_TS);
	else
		clear_ts();
}

static bool make_state(struct vm *vm)
{
	uint8_t *state = pool_take(&states);
	const uint16_t control = CONTROL_DEFAULT;
	const uint32_t mxcsr = MXCSR_DEFAULT;

	if (!state)
		return false;
	memcpy(state + STATE_CONTROL, &control, sizeof(control));
	memcpy(state + STATE_MXCSR, &mxcsr, sizeof(mxcsr));
	vm->vector_state = state;
	return true;
}

bool vector_take(struct vm *vm)
{
	if (!vm->vector_state && !make_state(vm))
		return false;
	clear_ts();
	trapping = false;
	if (cpu.vector_owner == vm)
		return true;
	if (cpu.vector_owner)
		fxsave(cpu.vector_owner->vector_state);
	cpu.vector_owner = vm;
	fxrstor(vm->vector_state);
	return true;
}

void vector_forget(struct vm *vm)
{
	if (cpu.vector_owner == vm)
		cpu.vector_owner = 0;
	if (vm->vector_state)
		pool_give(&states, vm->vector_state);
	vm->vector_state = 0;
}

uint32_t vector_bytes(const struct vm *vm)
{
	return vm->vector_state ? STATE_SIZE : 0;
}
