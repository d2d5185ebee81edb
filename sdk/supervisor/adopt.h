/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * VMs of a supervisor that died: those that are still wanted go on as they
 * were; the others are ended.
 */
#ifndef SUPERVISOR_ADOPT_H
#define SUPERVISOR_ADOPT_H

/* Once, before anything is started. */
void adopt_all(void);

#endif
