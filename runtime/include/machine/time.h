/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's, with the unit of clock() that POSIX has.
 */
#ifndef _DENALI_MACHINE_TIME_H
#define _DENALI_MACHINE_TIME_H

#define _CLOCKS_PER_SEC_ 1000000

#endif
