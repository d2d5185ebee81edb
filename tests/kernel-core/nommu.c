/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * VMs without a virtual MMU, for tests of what lies below it.
 */
#include "mmu.h"

void mmu_forget_all(struct vm *vm)
{
	(void)vm;
}
