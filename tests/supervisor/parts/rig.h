/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What parts of the supervisor are tested with by themselves: clocks that stand
 * still, timers that only remember, and no console.
 */
#ifndef PARTS_RIG_H
#define PARTS_RIG_H

#include <stdint.h>

extern int64_t rig_monotonic, rig_wall; /* milliseconds */
extern unsigned rig_logged;             /* lines that host_log has got */

#endif
