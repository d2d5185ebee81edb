/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The control socket of the stand-in machine, and what a crash leaves.
 */
#ifndef STANDIN_MACHINECONTROL_H
#define STANDIN_MACHINECONTROL_H

#include <stdbool.h>

/* Begins to answer at FOLDER/control; false, errno: it cannot. */
bool machine_listen(void);

/* Writes all VMs to FOLDER/vms, and gets them from there, once. */
void machine_save(void);
void machine_restore(void);

#endif
