/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap's range: all that is behind the image.
 */
#include <ilwaco/registers.h>

#include "heaprange.h"

struct ilw_heap_range ilw_heap_range(void)
{
	const volatile struct denali_ro_registers *registers = ilw_registers();

	return (struct ilw_heap_range){
		(char *)registers->image_end,
		registers->memory_size - registers->image_end,
	};
}
