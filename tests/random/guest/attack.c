/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "attack.h"

#include <string.h>

#include <denali/supervisor.h>
#include <ilwaco/clock.h>

#include "dice.h"
#include "rings.h"

/* Memory that nobody uses: the end of what there is. */
#define FREE_BYTES 0x80000
#define SOON 50000 /* ns */
#define BLOWS 8

/* Flags that a VM may set: CF PF AF ZF SF DF OF NT AC ID. */
#define FLAGS 0x244cd5u

struct instruction {
	uint32_t number, first, second, third;
};

bool attack_supervises;

extern const char __image_start[], __text_end[];
void attack_handler(void);

/* Both: with any flags, and by sysenter with any esp on the way. */
static void by_sysenter(const struct instruction *i, uint32_t flags)
{
	uint32_t a = i->number, b = i->first, c = value(), s = i->second,
		 d = i->third;

	__asm__ volatile("pushl %%ebp\n\t"
			 "movl %%esp, %%ebp\n\t"
			 "pushl %%edx\n\t"
			 "popfl\n\t"
			 "movl $1f, %%edx\n\t"
			 "sysenter\n"
			 "1:\tmovl %%ebp, %%esp\n\t"
			 "popl %%ebp\n\t"
			 "pushl $2\n\t"
			 "popfl"
			 : "+a"(a), "+b"(b), "+c"(c), "+S"(s), "+D"(d),
			   "+d"(flags)
			 :
			 : "memory", "cc");
	dice_note(a);
}

static void by_interrupt(const struct instruction *i, uint32_t flags)
{
	uint32_t a = i->number, b = i->first, s = i->second, d = i->third;

	__asm__ volatile("pushl %%edx\n\t"
			 "popfl\n\t"
			 "int %[vector]\n\t"
			 "pushl $2\n\t"
			 "popfl"
			 : "+a"(a), "+b"(b), "+S"(s), "+D"(d), "+d"(flags)
			 : [vector] "i"(DENALI_INT_VECTOR)
			 : "ecx", "memory", "cc");
	dice_note(a);
}

static void execute(const struct instruction *i)
{
	uint32_t flags = below(4) ? 2 : any() & FLAGS;

	if (below(4) && ro_registers->cpu_flags & DENALI_CPU_SYSENTER)
		by_sysenter(i, flags);
	else
		by_interrupt(i, flags);
}

static uint32_t number(void)
{
	if (attack_supervises && below(4))
		return DENALI_SUPERVISOR_FIRST +
		       below(DENALI_POWER_OFF - DENALI_SUPERVISOR_FIRST);
	switch (below(8)) {
	case 0:
		return below(128);
	case 1:
		return value();
	case 2:
		return DENALI_MMU_RUN + below(3);
	case 3:
		return DENALI_SUPERVISOR_FIRST +
		       below(DENALI_POWER_OFF - DENALI_SUPERVISOR_FIRST);
	default:
		return below(DENALI_CALL_COUNT);
	}
}

static struct instruction random_instruction(void)
{
	return (struct instruction){ number(), value(), value(), value() };
}

/* ---- to live on ---- */

static bool inside(uint32_t at, uint32_t length, uint32_t from, uint32_t to)
{
	return at >= from && at <= to && length <= to - at;
}

static bool may_be_lost(uint32_t at, uint32_t length)
{
	uint32_t end = ro_registers->memory_size;

	return inside(at, length, (uint32_t)arena, (uint32_t)arena + ARENA) ||
	       inside(at, length, end - FREE_BYTES, end);
}

static bool is_text(uint32_t at, uint32_t length)
{
	return inside(at, length, (uint32_t)__image_start,
		      (uint32_t)__text_end);
}

static void spare_range(struct instruction *i)
{
	uint32_t page = below(ARENA_PAGES);

	if (may_be_lost(i->first, i->second) ||
	    (i->number == DENALI_RELEASE && is_text(i->first, i->second)) ||
	    (i->first | i->second) % PAGE ||
	    !inside(i->first, i->second, DENALI_IMAGE_BASE,
		    ro_registers->memory_size))
		return;
	i->first = (uint32_t)arena + page * PAGE;
	i->second = below(ARENA_PAGES - page + 1) * PAGE;
}

/* An address that the kernel might write to. */
static void spare_address(uint32_t *at)
{
	if (*at < ro_registers->memory_size && !is_text(*at, PAGE) &&
	    *at >= DENALI_RW_REGISTERS &&
	    !may_be_lost(*at, DENALI_SUPERVISOR_BYTES))
		*at = arena_address(DENALI_SUPERVISOR_BYTES);
}

static void tame(struct instruction *i)
{
	if (i->number == DENALI_TERMINATE || i->number == DENALI_POWER_OFF)
		i->number = DENALI_KICK;
	if (i->number == DENALI_PROTECT || i->number == DENALI_RELEASE)
		spare_range(i);
	if (i->number == DENALI_MMU_LOAD && i->second & DENALI_PROT_WRITE &&
	    !may_be_lost(i->third, PAGE))
		i->third = (uint32_t)arena + below(ARENA_PAGES) * PAGE;
	if (i->number >= DENALI_SUPERVISOR_FIRST &&
	    i->number <= DENALI_SUPERVISOR_LAST) {
		spare_address(&i->first);
		spare_address(&i->second);
		spare_address(&i->third);
	}
	/* What might never end ends by this. */
	if (i->number == DENALI_IDLE || i->number == DENALI_MMU_RUN)
		rw_registers->timer = ilw_clock_monotonic() + below(SOON);
}

/* ---- registers ---- */

/* Addresses of a return sequence that hold no code. */
static void spoil_return(void)
{
	uint32_t begin = value(), end = value();

	if (begin < (uint32_t)__text_end && end > (uint32_t)__image_start)
		end = begin;
	rw_registers->return_begin = begin;
	rw_registers->return_end = end;
}

static void spoil_contexts(void)
{
	volatile uint32_t *save = &rw_registers->save.edi;
	volatile uint32_t *space = &rw_registers->mmu.edi;

	for (unsigned i = 0; i < DENALI_CONTEXT_SIZE / 4; i++) {
		if (!rw_registers->enabled)
			save[i] = value();
		space[i] = value();
	}
}

static void spoil_arena(void)
{
	uint32_t *words = (uint32_t *)arena_address(PAGE);

	memset(words, below(4) ? 0 : (int)any(), PAGE / 4);
	for (unsigned i = 0; i < 16; i++)
		words[below(PAGE / 4)] = value();
}

static void change_registers(void)
{
	switch (below(8)) {
	case 0:
		rw_registers->enabled = 0;
		break;
	case 1:
		rw_registers->handler = below(2) ? 0 : (uint32_t)attack_handler;
		break;
	case 2:
		rw_registers->pending = below(2) ? 0 : value();
		break;
	case 3:
		rw_registers->timer = below(2) ? ilw_clock_monotonic() + any() :
						 value();
		break;
	case 4:
		spoil_return();
		break;
	case 5:
		spoil_contexts();
		break;
	case 6:
		spoil_arena();
		break;
	default:
		rw_registers->enabled = value();
	}
}

/* ---- all of it ---- */

/* Pages of the arena are as they should be before the VM itself uses them. */
static void mend_arena(void)
{
	struct instruction i = { DENALI_PROTECT, (uint32_t)arena, ARENA,
				 DENALI_PROT_READ | DENALI_PROT_WRITE };

	by_interrupt(&i, 2);
}

static void one(uint32_t round)
{
	struct instruction i = random_instruction();

	tame(&i);
	execute(&i);
	if (round % 4 == 0) {
		mend_arena();
		change_registers();
		rings_post();
	}
}

void attack(uint32_t seed, uint32_t count)
{
	dice_seed(seed);
	rw_registers->enabled = 0;
	rw_registers->handler = (uint32_t)attack_handler;
	for (uint32_t i = 0; i < count; i++)
		one(i);
	mend_arena();
}

void say(const char *text)
{
	volatile struct denali_console *console = &rw_registers->console;
	const struct instruction kick = { DENALI_KICK, DENALI_DEVICE_CONSOLE, 0,
					  0 };

	for (rw_registers->enabled = 0; *text; by_interrupt(&kick, 2)) {
		if (console->out_posted - console->out_done >=
		    DENALI_CONSOLE_OUT)
			continue;
		console->out[console->out_posted % DENALI_CONSOLE_OUT] =
			(uint8_t)*text++;
		console->out_posted++;
	}
	/* What comes next may spoil what has not been taken yet. */
	while (console->out_done != console->out_posted)
		by_interrupt(&kick, 2);
}

void last_blow(uint32_t count)
{
	struct instruction i = { DENALI_TERMINATE, 0, 0, 0 };

	for (uint32_t n = 0; n < count; n++) {
		i = random_instruction();
		execute(&i);
		if (n % BLOWS == 0)
			rings_spoil();
	}
	for (;;) {
		i.number = DENALI_TERMINATE;
		by_interrupt(&i, 2);
	}
}
