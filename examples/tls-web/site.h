/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Pages from files.
 */
#ifndef SITE_H
#define SITE_H

#include "http.h"

void site_answer(const struct request *request, struct response *response);

#endif
