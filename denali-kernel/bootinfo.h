/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the boot loader tells: memory and modules, copied, since the boot
 * loader's own lies in memory that will be handed out.
 */
#ifndef BOOTINFO_H
#define BOOTINFO_H

#include <denali/plan.h>

#include "frame.h"
#include "multiboot.h"

#define BOOTINFO_MODULES DENALI_BOOT_MODULES
#define BOOTINFO_RANGES 32
#define BOOTINFO_TOP 0x1000000000ull /* as far as PAE reaches */

struct bootinfo {
	uint32_t module_count;
	struct multiboot_module module[BOOTINFO_MODULES];
	unsigned usable_count;
	struct memory_range usable[BOOTINFO_RANGES];
};

/* Read it from its low physical address.  Panics if it makes no sense; else
 * ranges end at BOOTINFO_TOP or before, and modules are page-aligned and below
 * WINDOW_SIZE. */
void bootinfo_read(uint32_t information, struct bootinfo *to);

#endif
