/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Changes that a tenant makes on a host, one after another: publishes, updates,
 * scales, removes services, their secrets, disks and tokens.
 */
#ifndef PROVIDER_CHANGES_H
#define PROVIDER_CHANGES_H

#include <stdbool.h>

#include "harness/publisher.h"

/* What is published, in variants. */
#define CHANGES_IMAGE "build/tests/templates/http/build/http"

/* Makes change n, from 1 up: true once the host has acknowledged it, else a
 * line on standard error.  What it begins may go on: changes_settle() waits for
 * its end. */
bool changes_make(struct publisher *publisher, unsigned int n);
bool changes_settle(struct publisher *publisher, unsigned int n);

#endif
