/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What programs that know the GNU C library include first of all.
 */
#include <sys/cdefs.h>
#include <sys/features.h>
