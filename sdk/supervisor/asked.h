/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a request's path is about.
 */
#ifndef SUPERVISOR_ASKED_H
#define SUPERVISOR_ASKED_H

#include "api.h"

struct instance;

/* The service that the first name of the path names, its row; 0: there is none
 * that the caller may see, which is the answer then. */
int64_t asked_service(const struct request *request, struct answer *answer);

/* The living instance of that service that ?instance names, or its only one.
 * Null: there is none, or several, which is the answer then. */
struct instance *asked_instance(const struct request *request,
				struct answer *answer, int64_t service);

#endif
