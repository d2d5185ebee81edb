/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * VMs that together use more than the host's memory, each from a space of its
 * virtual MMU: what a space has written is not lost, whether the page leaves
 * memory, or the whole VM does in the middle of a run.
 */
#include <stdio.h>

#include "guest/mmu.h"

#define PAGE DENALI_PAGE_SIZE
#define PAGES 1024u
#define ROUNDS 20u
#define AREA 0x80000000u
#define READ_WRITE (DENALI_PROT_READ | DENALI_PROT_WRITE)

static uint32_t area[PAGES][PAGE / sizeof(uint32_t)]
	__attribute__((aligned(PAGE)));

/* Adds 1 to the first word of each page, as often as ebx says. */
extern const char walk[];
__asm__(".section .text.walk, \"ax\"\n\t"
	".balign 4096\n"
	"walk:\n\t"
	"movl $0x80000000, %esi\n"
	"1:\tincl (%esi)\n\t"
	"addl $4096, %esi\n\t"
	"cmpl $0x80400000, %esi\n\t"
	"jb 1b\n\t"
	"decl %ebx\n\t"
	"jnz walk\n\t"
	"int $0x80\n\t"
	".balign 4096\n\t"
	".previous");

static int32_t load(uint32_t address)
{
	uint32_t page = address & ~(PAGE - 1u);

	if (page == (uint32_t)walk)
		return mmu_load(0, page, DENALI_PROT_READ | DENALI_PROT_EXEC,
				walk);
	if (page < AREA || page - AREA >= sizeof area)
		return DENALI_EFAULT;
	return mmu_load(0, page, READ_WRITE, area[(page - AREA) / PAGE]);
}

static int run(void)
{
	volatile struct denali_rw_registers *rw = rw_registers;

	rw->mmu.eip = (uint32_t)walk;
	rw->mmu.ebx = ROUNDS;
	for (;;)
		switch (trap(DENALI_MMU_RUN, 0, 0, 0)) {
		case DENALI_MMU_EVENT:
			break;
		case DENALI_MMU_CALL:
			return 0;
		case DENALI_MMU_MISS:
			if (load(rw->mmu_detail) == 0)
				break;
			/* fall through */
		default:
			return 1;
		}
}

int main(void)
{
	if (run() != 0) {
		puts("it stops for no good reason");
		return 1;
	}
	for (unsigned int i = 0; i < PAGES; i++)
		if (area[i][0] != ROUNDS) {
			printf("page %u: %u\n", i, (unsigned int)area[i][0]);
			return 1;
		}
	return 0;
}
