/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's header, which does not declare what it uses.
 */
#include <sys/cdefs.h>
#include <sys/types.h>
#include_next <ndbm.h>
