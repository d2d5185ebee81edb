/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The kernel's page tables.  One page directory covers the kernel's GiB; its
 * pages are global, so that a switch of address space leaves them in the TLB.
 */
#include "paging.h"

#include "cpu.h"
#include "log.h"
#include "string.h"

extern const char kernel_text_start[], kernel_text_end[], kernel_rodata_end[];
extern const char kernel_stack_guard[];

/* The low 2 MiB, where the kernel's image is, are mapped page by page. */
#define FINE_TABLES 1

static uint64_t directory[TABLE_ENTRIES] __attribute__((aligned(PAGE_SIZE)));
static uint64_t fine[FINE_TABLES * TABLE_ENTRIES]
	__attribute__((aligned(PAGE_SIZE)));
static uint64_t temporary[TABLE_ENTRIES] __attribute__((aligned(PAGE_SIZE)));
static uint64_t pointers[4] __attribute__((aligned(32)));

static uintptr_t mmio_next = MMIO_BASE;

static unsigned directory_index(uintptr_t address)
{
	return (address & (DIRECTORY_SPAN - 1)) / TABLE_SPAN;
}

static uint64_t image_rights(uintptr_t address)
{
	if (address < (uintptr_t)kernel_text_start)
		return PTE_WRITE | PTE_NX;
	if (address < (uintptr_t)kernel_text_end)
		return 0;
	if (address < (uintptr_t)kernel_rodata_end)
		return PTE_NX;
	return PTE_WRITE | PTE_NX;
}

void paging_init(uint32_t window_bytes)
{
	const uint64_t common = PTE_PRESENT | PTE_GLOBAL;

	for (unsigned i = 0; i < FINE_TABLES * TABLE_ENTRIES; i++)
		fine[i] = (uint64_t)i << PAGE_SHIFT | common |
			  image_rights(WINDOW_BASE +
				       ((uintptr_t)i << PAGE_SHIFT));
	fine[window_phys(kernel_stack_guard) >> PAGE_SHIFT] = 0;
	for (unsigned i = 0; i < FINE_TABLES; i++)
		directory[i] = window_phys(&fine[i * TABLE_ENTRIES]) |
			       PTE_PRESENT | PTE_WRITE;
	for (unsigned i = FINE_TABLES;
	     i < (window_bytes + TABLE_SPAN - 1) / TABLE_SPAN; i++)
		directory[i] = (uint64_t)i * TABLE_SPAN | common | PTE_WRITE |
			       PTE_LARGE | PTE_NX;
	directory[directory_index(TEMPORARY_BASE)] = window_phys(temporary) |
						     PTE_PRESENT | PTE_WRITE;
	pointers[3] = paging_kernel_pointer();
	paging_load_kernel();
}

uint64_t paging_kernel_pointer(void)
{
	return window_phys(directory) | PTE_PRESENT;
}

void paging_load_kernel(void)
{
	write_cr3((uint32_t)window_phys(pointers));
}

static void mmio_map_page(uintptr_t address, phys_t phys)
{
	uint64_t *entry = &directory[directory_index(address)];

	if (!(*entry & PTE_PRESENT)) {
		void *table = frame_alloc_block(1);
		ensure(table);
		*entry = window_phys(table) | PTE_PRESENT | PTE_WRITE;
	}
	uint64_t *table = window_at(*entry & PTE_FRAME);
	table[address / PAGE_SIZE % TABLE_ENTRIES] = phys | PTE_PRESENT |
						     PTE_WRITE | PTE_UNCACHED |
						     PTE_GLOBAL | PTE_NX;
}

void *mmio_map(phys_t phys, uint32_t size)
{
	phys_t first = phys & ~(phys_t)(PAGE_SIZE - 1);
	phys_t end = phys + size;
	uintptr_t address = mmio_next;

	if (end - first > MMIO_END - mmio_next)
		panic("no room to map %u bytes of device registers", size);
	for (phys_t page = first; page < end; page += PAGE_SIZE) {
		mmio_map_page(mmio_next, page);
		mmio_next += PAGE_SIZE;
	}
	return (void *)(address + (uintptr_t)(phys - first));
}

void *temporary_map(unsigned slot, frame_t frame)
{
	uintptr_t address = TEMPORARY_BASE + slot * PAGE_SIZE;

	ensure(slot < TEMPORARY_SLOTS);
	temporary[slot] = frame_phys(frame) | PTE_PRESENT | PTE_WRITE |
			  PTE_GLOBAL | PTE_NX;
	invlpg(address);
	return (void *)address;
}
