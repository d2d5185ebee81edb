/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What VMs' memory must hold, and what they may do with it: a value and rights
 * for each page that a VM uses, whatever has become of the page meanwhile.
 *
 * A VM does one thing at a time; what has to wait is done again when it runs.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stdint.h>

/* Forget what the VM in this place had: it is new. */
void model_new(uint32_t place);

/* Let a runnable VM do something by chance, or again what it waited to do.
 * True: that is done. */
bool model_run(uint32_t place);

/* Is the VM in the midst of something? */
bool model_waits(uint32_t place);

/* Read all pages of a VM through its page tables, as far as they are there. */
void model_check(uint32_t place);

/* Frames, tables and ledgers of all VMs agree, and no frame has two owners. */
void audit(void);

/* detail of a VM that ended by its own limit on frames. */
#define MODEL_LIMITED 1u

#endif
