/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the boot plan checker's errors mean, for people.
 */
#ifndef KERNEL_BOOTPLANTEXT_H
#define KERNEL_BOOTPLANTEXT_H

#include "bootplan.h"
#include "finding.h"

/* Indexed by enum bootplan_error. */
extern const struct finding_description bootplan_descriptions[BOOTPLAN_ERRORS];

#endif
