/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A VM with a virtual MMU on the stand-in machine: an image of text and data,
 * nothing touched yet.
 */
#ifndef MMU_RIG_H
#define MMU_RIG_H

#include <stdint.h>

#include "loader.h"
#include "machine.h"
#include "mmu.h"

#define MIB 0x100000u
#define MEMORY (4 * MIB)
#define TEXT DENALI_IMAGE_BASE
#define TEXT_PAGES 2u
#define DATA (TEXT + TEXT_PAGES * PAGE_SIZE)
#define DATA_PAGES 6u
#define PAGES (TEXT_PAGES + DATA_PAGES)

/* What the last pointer of every space leads to. */
#define KERNEL_POINTER 0x77777001u

extern struct vm *vm;
extern struct loaded_image *image;
extern uint32_t frames_before; /* the VM's, before the test */

void mmu_start(void);
/* The last of each test: every frame has come back. */
void mmu_finish(void);

#endif
