/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How instances have died: the kernel's post-mortems, kept as they are, for
 * `denali crash`, which has the symbols.  All calls with host_lock held.
 */
#ifndef SUPERVISOR_CRASHES_H
#define SUPERVISOR_CRASHES_H

#include <stddef.h>
#include <stdint.h>

#include <denali/hostport.h>

#include "api.h"

struct instance;

#define CRASH_TEXT_MAX 160

/* A post-mortem has come. */
void crashes_add(const struct instance *instance,
		 const struct denali_post_mortem *record);

/* The crash of that instance, living or not: its number, and in text one line
 * about it; 0: it has none. */
int64_t crashes_of(uint64_t instance, char *text, size_t size);

/* Why a VM died, in a line, without symbols. */
const char *crash_text(const struct denali_post_mortem *record,
		       char text[CRASH_TEXT_MAX]);

extern const struct route crashes_routes[];

#endif
