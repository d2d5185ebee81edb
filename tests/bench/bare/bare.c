/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The bare machine, for comparison: a kernel that does nothing but say so on
 * the first serial port and then measure one million empty sysenter round
 * trips from ring 3, under PAE as the isolation kernel is; and as many that
 * load another address space on the way.
 *
 * Its output is three lines, "bare" as early as can be (which makes it the
 * empty kernel that start-up times are compared with), "sysenter N" and
 * "switch N", the time stamp ticks of a thousand round trips of each kind.  It
 * ends by a triple fault, which ends QEMU when that was started with
 * -no-reboot.
 */
#include <stdint.h>

#include "bare.h"

#define PIC_MASTER_MASK 0x21
#define PIC_SLAVE_MASK 0xa1
#define SERIAL 0x3f8
#define SERIAL_STATUS (SERIAL + 5)
#define SERIAL_EMPTY 0x20

#define CR0_PAGING 0x80000000u
#define CR4_PAE 0x20u
#define CR4_GLOBAL 0x80u
#define PAGE_PRESENT 0x1u
#define PAGE_WRITE 0x2u
#define PAGE_USER 0x4u
#define PAGE_LARGE 0x80u
#define PAGE_GLOBAL 0x100u
#define LARGE_PAGE_SIZE 0x200000u
#define USER_PAGE 2 /* of 2 MiB: where bare.ld puts .user */

#define MSR_SYSENTER_CS 0x174
#define MSR_SYSENTER_ESP 0x175
#define MSR_SYSENTER_EIP 0x176

struct descriptor_pointer {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

struct task_state {
	uint32_t link, esp0, ss0, rest[23];
};

extern char sysenter_entry[], switch_entry[], done_entry[], kernel_stack_end[];
void bare_main(void) __attribute__((noreturn));
void bare_done(uint64_t ticks) __attribute__((noreturn));
void enter_ring3(void) __attribute__((noreturn));

static uint64_t directory[512] __attribute__((aligned(4096)));
static uint64_t spaces[2][4] __attribute__((aligned(2 * SPACE_SIZE)));
_Static_assert(sizeof spaces[0] == SPACE_SIZE, "entry.S goes by that");
static struct task_state task;
static uint64_t segments[6] = {
	0,
	0x00cf9a000000ffff, /* KERNEL_CODE */
	0x00cf92000000ffff, /* KERNEL_DATA */
	0x00cffa000000ffff, /* USER_CODE */
	0x00cff2000000ffff, /* USER_DATA */
	0x0000890000000000, /* TASK, base and limit set below */
};
static uint64_t gates[INT_DONE + 1];

static void out_byte(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t in_byte(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static void write_msr(uint32_t msr, uint32_t value)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"(value), "d"(0));
}

static void print(const char *text)
{
	for (; *text != '\0'; text++) {
		while ((in_byte(SERIAL_STATUS) & SERIAL_EMPTY) == 0)
			continue;
		out_byte(SERIAL, (uint8_t)*text);
	}
}

static void print_number(uint32_t number)
{
	char digits[11];
	char *at = digits + sizeof digits - 1;

	*at = '\0';
	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	print(at);
}

static void enable_paging(void)
{
	uint32_t control;

	for (uint32_t page = 0; page < 4; page++)
		directory[page] = page * LARGE_PAGE_SIZE | PAGE_PRESENT |
				  PAGE_WRITE | PAGE_LARGE | PAGE_GLOBAL;
	directory[USER_PAGE] ^= PAGE_USER | PAGE_GLOBAL;
	spaces[0][0] = (uint32_t)directory | PAGE_PRESENT;
	spaces[1][0] = (uint32_t)directory | PAGE_PRESENT;

	__asm__ volatile("mov %%cr4, %0" : "=r"(control));
	control |= CR4_PAE | CR4_GLOBAL;
	__asm__ volatile("mov %0, %%cr4" : : "r"(control));
	__asm__ volatile("mov %0, %%cr3" : : "r"(spaces));
	__asm__ volatile("mov %%cr0, %0" : "=r"(control));
	control |= CR0_PAGING;
	__asm__ volatile("mov %0, %%cr0" : : "r"(control) : "memory");
}

static void load_segments(void)
{
	struct descriptor_pointer gdt = { sizeof segments - 1,
					  (uint32_t)segments };
	uint32_t base = (uint32_t)&task;

	task.esp0 = (uint32_t)kernel_stack_end;
	task.ss0 = KERNEL_DATA;
	segments[TASK / 8] |= sizeof task - 1;
	segments[TASK / 8] |= (uint64_t)(base & 0xffffff) << 16;
	segments[TASK / 8] |= (uint64_t)(base >> 24) << 56;
	__asm__ volatile("lgdt %0\n\t"
			 "ljmp %1, $1f\n"
			 "1:\tmov %2, %%ds\n\t"
			 "mov %2, %%es\n\t"
			 "mov %2, %%ss\n\t"
			 "ltr %w3"
			 :
			 : "m"(gdt), "i"(KERNEL_CODE), "r"(KERNEL_DATA),
			   "r"(TASK));
}

static void load_gate(void)
{
	struct descriptor_pointer idt = { sizeof gates - 1, (uint32_t)gates };
	uint32_t entry = (uint32_t)done_entry;

	gates[INT_DONE] = (uint64_t)(entry & 0xffff0000u) << 32 |
			  0x0000ee0000000000 | KERNEL_CODE << 16 |
			  (entry & 0xffff);
	__asm__ volatile("lidt %0" : : "m"(idt));
}

/* Nothing interrupts; one that waits would slow the emulator down, too. */
static void mask_interrupts(void)
{
	out_byte(PIC_MASTER_MASK, 0xff);
	out_byte(PIC_SLAVE_MASK, 0xff);
}

void bare_main(void)
{
	print("bare\n");
	mask_interrupts();
	enable_paging();
	load_segments();
	load_gate();
	write_msr(MSR_SYSENTER_CS, KERNEL_CODE);
	write_msr(MSR_SYSENTER_ESP, (uint32_t)kernel_stack_end);
	write_msr(MSR_SYSENTER_EIP, (uint32_t)sysenter_entry);
	enter_ring3();
}

void bare_done(uint64_t ticks)
{
	static int kinds;
	struct descriptor_pointer nothing = { 0, 0 };

	/* ticks / (TRIPS / 1000), without the compiler's 64-bit division */
	print(kinds == 0 ? "sysenter " : "switch ");
	print_number((uint32_t)(ticks >> 3) / (TRIPS / 1000 / 8));
	print("\n");
	if (kinds++ == 0) {
		write_msr(MSR_SYSENTER_EIP, (uint32_t)switch_entry);
		enter_ring3();
	}
	for (;;)
		__asm__ volatile("lidt %0; int3" : : "m"(nothing));
}
