/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "frame.h"

#include <dwarf.h>
#include <stddef.h>

/* What DWARF expressions are evaluated with. */
#define DEPTH_MAX 16

struct machine {
	const struct frame *frame;
	uint32_t cfa;
	frame_read *read;
	void *context;
	uint32_t stack[DEPTH_MAX];
	unsigned depth;
	bool failed;
};

static void push(struct machine *machine, uint32_t value)
{
	if (machine->depth == DEPTH_MAX)
		machine->failed = true;
	else
		machine->stack[machine->depth++] = value;
}

static uint32_t pop(struct machine *machine)
{
	if (machine->depth == 0) {
		machine->failed = true;
		return 0;
	}
	return machine->stack[--machine->depth];
}

static void push_register(struct machine *machine, unsigned number,
			  Dwarf_Word offset)
{
	if (number >= FRAME_REGISTERS ||
	    !(machine->frame->known & 1u << number))
		machine->failed = true;
	else
		push(machine,
		     machine->frame->registers[number] + (uint32_t)offset);
}

static void dereference(struct machine *machine)
{
	uint32_t word = 0;

	if (!machine->read(pop(machine), &word, machine->context))
		machine->failed = true;
	push(machine, word);
}

/* Of two operands. */
static void combine(struct machine *machine, uint8_t atom)
{
	uint32_t second = pop(machine), first = pop(machine);

	if (atom == DW_OP_plus)
		push(machine, first + second);
	else if (atom == DW_OP_minus)
		push(machine, first - second);
	else
		push(machine, first & second);
}

/* The operations that compilers describe frames with; others fail. */
static void evaluate_one(struct machine *machine, const Dwarf_Op *op)
{
	if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31)
		push_register(machine, op->atom - DW_OP_breg0, op->number);
	else if (op->atom == DW_OP_bregx)
		push_register(machine, (unsigned)op->number, op->number2);
	else if (op->atom >= DW_OP_lit0 && op->atom <= DW_OP_lit31)
		push(machine, op->atom - DW_OP_lit0);
	else if (op->atom >= DW_OP_const1u && op->atom <= DW_OP_consts)
		push(machine, (uint32_t)op->number);
	else if (op->atom == DW_OP_call_frame_cfa)
		push(machine, machine->cfa);
	else if (op->atom == DW_OP_plus_uconst)
		push(machine, pop(machine) + (uint32_t)op->number);
	else if (op->atom == DW_OP_plus || op->atom == DW_OP_minus ||
		 op->atom == DW_OP_and)
		combine(machine, op->atom);
	else if (op->atom == DW_OP_deref)
		dereference(machine);
	else if (op->atom != DW_OP_stack_value && op->atom != DW_OP_nop)
		machine->failed = true;
}

static bool evaluate(struct machine *machine, const Dwarf_Op *ops, size_t count,
		     uint32_t *value)
{
	machine->depth = 0;
	machine->failed = false;
	for (size_t i = 0; i < count && !machine->failed; i++)
		evaluate_one(machine, &ops[i]);
	*value = pop(machine);
	return !machine->failed;
}

/* The caller's value of a register. */
static void find_register(struct machine *machine, Dwarf_Frame *rules,
			  int number, struct frame *caller)
{
	Dwarf_Op memory[3], *ops;
	uint32_t value, bit = 1u << number;
	size_t count;

	if (dwarf_frame_register(rules, number, memory, &ops, &count) != 0)
		return;
	if (count == 0) {
		/* The same as here, or lost. */
		if (ops == NULL && number != FRAME_EIP) {
			caller->registers[number] =
				machine->frame->registers[number];
			caller->known |= machine->frame->known & bit;
		}
		return;
	}
	if (!evaluate(machine, ops, count, &value))
		return;
	if (ops[count - 1].atom != DW_OP_stack_value &&
	    !machine->read(value, &value, machine->context))
		return;
	caller->registers[number] = value;
	caller->known |= bit;
}

/* Has the return address no rule, as in the first function of a stack? */
static bool is_last(Dwarf_Frame *rules)
{
	Dwarf_Op memory[3], *ops;
	size_t count;

	return dwarf_frame_register(rules, FRAME_EIP, memory, &ops, &count) ==
		       0 &&
	       count == 0 && ops != NULL;
}

static enum frame_step step(Dwarf_Frame *rules, struct machine *machine,
			    struct frame *caller)
{
	Dwarf_Op *ops;
	size_t count;
	bool signal;

	if (dwarf_frame_info(rules, NULL, NULL, &signal) < 0)
		return FRAME_UNKNOWN;
	if (is_last(rules))
		return FRAME_LAST;
	if (dwarf_frame_cfa(rules, &ops, &count) != 0 || count == 0 ||
	    !evaluate(machine, ops, count, &machine->cfa))
		return FRAME_UNKNOWN;
	for (int i = 0; i < FRAME_REGISTERS; i++)
		find_register(machine, rules, i, caller);
	if (!(caller->known & 1u << FRAME_ESP)) {
		caller->registers[FRAME_ESP] = machine->cfa;
		caller->known |= 1u << FRAME_ESP;
	}
	caller->exact = signal;
	return caller->known & 1u << FRAME_EIP ? FRAME_CALLER : FRAME_UNKNOWN;
}

enum frame_step frame_caller(Dwarf_Frame *rules, struct frame *frame,
			     frame_read *read, void *context)
{
	struct machine machine = { .frame = frame,
				   .read = read,
				   .context = context };
	struct frame caller = { .known = 0 };
	enum frame_step result = step(rules, &machine, &caller);

	if (result == FRAME_CALLER)
		*frame = caller;
	return result;
}
