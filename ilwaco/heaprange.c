/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap's range: all that is behind the image, but for up to 63 pages, a
 * sixty-fourth of it at most, and up to 48 bytes, at random.  Pages that are
 * skipped cost nothing; the bytes are so few that no more pages are touched.
 */
#include <ilwaco/memory.h>
#include <ilwaco/registers.h>

#include "heaprange.h"

#define PAGES_MAX 63
#define SKIP_MAX 0x30 /* and a mask */

struct ilw_heap_range ilw_heap_range(void)
{
	const volatile struct denali_ro_registers *registers = ilw_registers();
	uint32_t dice = ((const volatile uint32_t *)registers->seed)[5];
	uint32_t size = registers->memory_size - registers->image_end;
	uint32_t pages = size / DENALI_PAGE_SIZE / 64;

	if (pages > PAGES_MAX)
		pages = PAGES_MAX;
	pages = (dice >> 8) % (pages + 1);
	return (struct ilw_heap_range){
		(char *)registers->image_end + pages * DENALI_PAGE_SIZE,
		size - pages * DENALI_PAGE_SIZE,
		dice & SKIP_MAX,
	};
}
