/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#ifndef SUPERVISOR_LOGSVIEW_H
#define SUPERVISOR_LOGSVIEW_H

#include "api.h"

extern const struct route logs_routes[];

#endif
