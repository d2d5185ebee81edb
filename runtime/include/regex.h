/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's header, which does not declare the types that it uses.
 */
#include <sys/types.h>
#include_next <regex.h>
