/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Loads on more VMs than memory holds.
 */
#ifndef BENCH_CLIFF_H
#define BENCH_CLIFF_H

/* Prints its lines; after crowd_network. */
void cliff(void);

#endif
