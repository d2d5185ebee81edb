/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of variables of the environment, which those of secrets are, too.
 */
#ifndef COMMON_VARIABLE_H
#define COMMON_VARIABLE_H

#include <stdbool.h>
#include <stddef.h>

/* Letters, digits and _, not a digit first. */
bool variable_name_good(const char *name, size_t length);

#endif
