/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The numbers of VMs, and who has which.
 *
 * The low 16 bits of a number are a place in the table, the upper 15 count who
 * had that place before, so that a number comes again only after 32,768 others
 * of its place.  Places are given out from 0 up while none has become free.
 */
#ifndef VMTABLE_H
#define VMTABLE_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

/* Make room for so many VMs, at most DENALI_VMS_MAX; false if memory is
 * short. */
bool vmtable_init(uint32_t places);

/* Give the VM a number; false if there is no place. */
bool vmtable_add(struct vm *vm);
/* Its number is nobody's. */
void vmtable_remove(const struct vm *vm);

/* Who has a place, dead or alive, or null; and how many have ever been in use,
 * from 0 up. */
struct vm *vm_at(uint32_t place);
uint32_t vm_places(void);

/* The VM of that number, dead or alive; the living one.  Or null. */
struct vm *vm_any(uint32_t number);
struct vm *vm_find(uint32_t number);

#endif
