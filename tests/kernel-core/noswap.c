/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A machine without a swap disk, for tests of what lies below it.
 */
#include "gate.h"
#include "pager.h"

bool gate_holds_back(const struct vm *vm)
{
	(void)vm;
	return false;
}

enum space_result gate_starve(struct vm *vm)
{
	(void)vm;
	return SPACE_NO_MEMORY;
}

uint32_t pager_stamp(const struct vm *vm)
{
	(void)vm;
	return 0;
}

enum space_result pager_fetch(struct vm *vm, uint32_t page)
{
	(void)vm;
	(void)page;
	return SPACE_NO_MEMORY;
}
