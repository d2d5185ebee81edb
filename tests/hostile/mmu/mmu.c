/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual MMU: arguments at each boundary, and code in a space that tries
 * to get at its VM or at the kernel, or to leave either in a bad state.
 *
 * What runs in spaces is a page of snippets in this image's text, loaded at
 * CODE in space 0, with a stack below STACK.
 */
#include "guest/mmu.h"

#include "../attack.h"
#include "snippets.h"

#include <inttypes.h>
#include <stdio.h>

#define PAGE DENALI_PAGE_SIZE
#define R DENALI_PROT_READ
#define W DENALI_PROT_WRITE
#define X DENALI_PROT_EXEC

#define CODE 0x400000u
#define STACK 0x800000u
#define FLAGS 0x202u
#define ANY 0xffffffffu

static uint8_t page[PAGE] __attribute__((aligned(PAGE)));
static uint8_t stack[PAGE] __attribute__((aligned(PAGE)));
static const uint8_t constants[PAGE] __attribute__((aligned(PAGE))) = { 1 };

static uint32_t text(void)
{
	return (uint32_t)snippets;
}

/* ---- arguments ---- */

struct call {
	uint32_t number, first, second, third;
	int32_t result;
};

static void check_calls(const struct call *calls, size_t count)
{
	int wrongs = 0;

	for (size_t i = 0; i < count; i++) {
		const struct call *call = &calls[i];
		int32_t result = trap(call->number, call->first, call->second,
				      call->third);

		if (result == call->result)
			continue;
		printf("call %" PRIu32 "(%#" PRIx32 ", %#" PRIx32 ", %#" PRIx32
		       ") = %" PRId32 ", not %" PRId32 "\n",
		       call->number, call->first, call->second, call->third,
		       result, call->result);
		wrongs++;
	}
	attack_check(wrongs == 0, "the results");
}

static void mmu_spaces(void)
{
	static const uint32_t none[] = { DENALI_MMU_SPACES, 0x7fffffff,
					 0x80000000, 0xffffffff, 0x100 };

	for (size_t i = 0; i < ATTACK_COUNT(none); i++) {
		const struct call calls[] = {
			{ DENALI_MMU_RUN, none[i], 0, 0, DENALI_EINVAL },
			{ DENALI_MMU_FLUSH, none[i], 0, 0, DENALI_EINVAL },
			{ DENALI_MMU_LOAD, none[i], CODE | R, text(),
			  DENALI_EINVAL },
			{ DENALI_MMU_FLUSH, i, 0, 0, 0 },
			{ DENALI_MMU_RUN - 1, 0, 0, 0, DENALI_ENOSYS },
			{ DENALI_MMU_FLUSH + 1, 0, 0, 0, DENALI_ENOSYS },
		};

		check_calls(calls, ATTACK_COUNT(calls));
	}
}

#define LOAD(second, third, result)                                            \
	{                                                                      \
		DENALI_MMU_LOAD, 0, second, third, result                      \
	}

static void mmu_pages(void)
{
	uint32_t end = ro_registers->memory_size, own = (uint32_t)page;
	const struct call calls[] = {
		LOAD(R, own, DENALI_EINVAL),
		LOAD(PAGE, own, DENALI_EINVAL),
		LOAD(PAGE | W | X, own, DENALI_EINVAL),
		LOAD(PAGE | R | W | X, own, DENALI_EINVAL),
		LOAD(PAGE | 8, own, DENALI_EINVAL),
		LOAD(PAGE | 0xfff, own, DENALI_EINVAL),
		LOAD(DENALI_MMU_TOP | R, own, DENALI_EINVAL),
		LOAD(0xfffff000 | R, own, DENALI_EINVAL),
		LOAD(PAGE | R, own + 1, DENALI_EFAULT),
		LOAD(PAGE | R, 0, DENALI_EFAULT),
		LOAD(PAGE | R, DENALI_RO_REGISTERS, DENALI_EFAULT),
		LOAD(PAGE | R, DENALI_RW_REGISTERS, DENALI_EFAULT),
		LOAD(PAGE | R, DENALI_IMAGE_BASE - PAGE, DENALI_EFAULT),
		LOAD(PAGE | R, end, DENALI_EFAULT),
		LOAD(PAGE | R, DENALI_KERNEL_BASE - PAGE, DENALI_EFAULT),
		LOAD(PAGE | R, DENALI_KERNEL_BASE, DENALI_EFAULT),
		LOAD(PAGE | R, 0xfffff000, DENALI_EFAULT),
		LOAD(PAGE | W, text(), DENALI_EPERM),
		LOAD(PAGE | W, (uint32_t)constants, DENALI_EPERM),
		LOAD(PAGE | X, (uint32_t)constants, DENALI_EPERM),
		LOAD(PAGE | X, own, DENALI_EPERM),
		LOAD(PAGE | R, own, 0),
		LOAD((DENALI_MMU_TOP - PAGE) | W, own, 0),
		LOAD(PAGE | R | X, text(), 0),
		LOAD(PAGE | R, end - PAGE, 0),
	};

	check_calls(calls, ATTACK_COUNT(calls));
	for (unsigned space = 0; space < DENALI_MMU_SPACES; space++)
		attack_check(mmu_flush(space) == 0, "flush");
}

/* A page of each table there can be, in every space. */
static void mmu_exhaust(void)
{
	for (uint32_t space = 0; space < DENALI_MMU_SPACES; space++)
		for (uint32_t at = PAGE; at < DENALI_MMU_TOP; at += 0x200000) {
			int32_t result = mmu_load(space, at, R | W, page);
			attack_check(result == 0 || result == DENALI_ENOMEM,
				     "load");
		}
}

/* ---- code in a space ---- */

static void enter(const char *snippet)
{
	volatile struct denali_context *context = &rw_registers->mmu;

	attack_check(mmu_load(0, CODE, R | X, (void *)text()) == 0, "code");
	attack_check(mmu_load(0, STACK - PAGE, R | W, stack) == 0, "stack");
	context->eip = CODE + ((uint32_t)snippet & (PAGE - 1));
	context->esp = STACK;
	context->eflags = FLAGS;
}

/* The VM is as it was: its thread pointer and its memory are there. */
static void check_self(void)
{
	uint32_t canary;

	__asm__ volatile("movl %%gs:0x14, %0" : "=r"(canary));
	attack_check(canary == rw_registers->canary, "gs");
	attack_check(trap(DENALI_KICK, 0, 0, 0) == 0, "kick");
}

static void check_stop(const char *name, int32_t wanted, uint32_t detail)
{
	int32_t why = mmu_run(0);

	check_self();
	if (why == wanted &&
	    (detail == ANY || rw_registers->mmu_detail == detail))
		return;
	printf("%s: %" PRId32 ", detail %#" PRIx32 "\n", name, why,
	       rw_registers->mmu_detail);
	attack_check(0, "it stops so");
}

/* An iret or far return to the kernel's segments may fault in the emulator as
 * it likes, but must not succeed. */
static void check_refused(const char *name)
{
	int32_t why = mmu_run(0);

	check_self();
	attack_check(why == DENALI_MMU_EXCEPTION || why == DENALI_MMU_MISS,
		     name);
}

#define STOPS(snippet, why, detail)                                            \
	do {                                                                   \
		enter(snippet_##snippet);                                      \
		check_stop(#snippet, DENALI_MMU_##why, detail);                \
	} while (0)

static void mmu_traps(void)
{
	STOPS(call, CALL, ANY);
	attack_check(rw_registers->mmu.eax == 1234, "eax");
	attack_check(rw_registers->mmu.ebp == 5678, "ebp");
	attack_check(rw_registers->mmu.eip ==
			     CODE + ((uint32_t)snippet_call_end & (PAGE - 1)),
		     "eip is after the int");
	STOPS(sysenter, EXCEPTION, 13);
	STOPS(syscall, EXCEPTION, 6);
	STOPS(sysexit, EXCEPTION, 13);
	STOPS(hlt, EXCEPTION, 13);
	STOPS(cli, EXCEPTION, 13);
	STOPS(in, EXCEPTION, 13);
	STOPS(cr3, EXCEPTION, 13);
	STOPS(int3, EXCEPTION, ANY);
	STOPS(int_timer, EXCEPTION, 13);
	STOPS(int_fault, EXCEPTION, 13);
	STOPS(undefined, EXCEPTION, 6);
	STOPS(divide, EXCEPTION, 0);
	STOPS(vector, CALL, ANY);
}

static void mmu_flags(void)
{
	STOPS(tf, EXCEPTION, 1);
	STOPS(tf_sysenter, EXCEPTION, ANY);
	STOPS(flags, CALL, ANY);
	attack_check(!(rw_registers->mmu.eflags & 0x7000), "NT, IOPL");
	for (unsigned bit = 0; bit < 32; bit++) {
		enter(snippet_call);
		rw_registers->mmu.eflags = 1u << bit;
		if (bit == 8)
			check_stop("TF", DENALI_MMU_EXCEPTION, 1);
		else
			check_stop("a flag", DENALI_MMU_CALL, ANY);
	}
}

static void mmu_segments(void)
{
	STOPS(null_data, CALL, ANY);
	STOPS(null_gs, CALL, ANY);
	STOPS(other_gs, CALL, ANY);
	STOPS(thread_stack, CALL, ANY);
	STOPS(null_stack, EXCEPTION, 13);
	STOPS(kernel_data, EXCEPTION, 13);
	STOPS(far_jump, EXCEPTION, 13);
	enter(snippet_iret);
	check_refused("iret");
	enter(snippet_far_return);
	check_refused("far return");
}

/* Where a space has nothing: its VM's memory and registers, the kernel. */
static void mmu_misses(void)
{
	const uint32_t addresses[] = {
		0,
		PAGE,
		DENALI_RO_REGISTERS,
		DENALI_RW_REGISTERS,
		(uint32_t)page,
		(uint32_t)&rw_registers->mmu,
		DENALI_MMU_TOP - 4,
		DENALI_KERNEL_BASE,
		0xc0100000,
		0xff800000,
		0xfffffffc,
	};

	for (size_t i = 0; i < ATTACK_COUNT(addresses); i++) {
		enter(snippet_read);
		rw_registers->mmu.ebx = addresses[i];
		check_stop("read", DENALI_MMU_MISS, addresses[i]);
		attack_check(rw_registers->mmu_code == R, "a read");
		enter(snippet_write);
		rw_registers->mmu.ebx = addresses[i];
		check_stop("write", DENALI_MMU_MISS, addresses[i]);
		attack_check(rw_registers->mmu_code == W, "a write");
		enter(snippet_call);
		rw_registers->mmu.eip = addresses[i];
		check_stop("fetch", DENALI_MMU_MISS, addresses[i]);
		attack_check(rw_registers->mmu_code == X, "a fetch");
	}
	enter(snippet_push);
	rw_registers->mmu.esp = DENALI_KERNEL_BASE + 4;
	check_stop("push", DENALI_MMU_MISS, DENALI_KERNEL_BASE);
}

/* The page leaves the VM, or is not to be written any more: the space, too,
 * must lose it. */
static void mmu_forgotten(void)
{
	trap(DENALI_PROTECT, (uint32_t)page, PAGE, R | W);
	page[0] = 7;
	enter(snippet_write);
	attack_check(mmu_load(0, PAGE, R | W, page) == 0, "load");
	rw_registers->mmu.ebx = PAGE;
	check_stop("write", DENALI_MMU_CALL, ANY);
	attack_check(*(volatile uint32_t *)page == 1234, "it has written");
	enter(snippet_write);
	rw_registers->mmu.ebx = PAGE;
	trap(DENALI_RELEASE, (uint32_t)page, PAGE, 0);
	check_stop("released", DENALI_MMU_MISS, ANY);
	attack_check(page[0] == 0, "zero");
	enter(snippet_write);
	rw_registers->mmu.ebx = PAGE;
	attack_check(mmu_load(0, PAGE, R | W, page) == 0, "load");
	trap(DENALI_PROTECT, (uint32_t)page, PAGE, R);
	check_stop("protected", DENALI_MMU_MISS, ANY);
	attack_check(mmu_load(0, PAGE, R | W, page) == DENALI_EPERM, "no load");
}

/* Never stops but for events. */
static void mmu_spin(void)
{
	enter(snippet_spin);
	mmu_run(0);
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, mmu_##name                                              \
	}

void mmu(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(spaces), ENTRY(pages),     ENTRY(exhaust),
		ENTRY(traps),  ENTRY(flags),     ENTRY(segments),
		ENTRY(misses), ENTRY(forgotten), ENTRY(spin),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
