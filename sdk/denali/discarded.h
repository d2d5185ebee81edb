/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Functions that the linker has thrown away leave debug information behind,
 * which says that they are at address 0.  Images begin at 0, too: without this
 * their first functions would be taken for others.
 */
#ifndef DENALI_CMD_DISCARDED_H
#define DENALI_CMD_DISCARDED_H

#include <libelf.h>

/* Move them, in lines and frames, to where there is no code.  The file must be
 * opened with ELF_C_READ_MMAP_PRIVATE, and nothing have been read from it. */
void discarded_move(Elf *elf);

#endif
