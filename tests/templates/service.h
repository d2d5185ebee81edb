/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A service made from a template, running in a VM.
 */
#ifndef TESTS_TEMPLATES_SERVICE_H
#define TESTS_TEMPLATES_SERVICE_H

#include <stddef.h>

#include "harness/net.h"
#include "harness/process.h"

/* The image of the project in build/tests/templates. */
#define TEMPLATE_IMAGE(name) "build/tests/templates/" name "/build/" name

#define SERVICE_MS 60000 /* all that is waited for has come long before */

struct service {
	struct process process;
	uint16_t port; /* of this machine's */
};

/* Starts an image with its port forwarded, and more options of `denali run`,
 * which end at null. */
void service_start(struct service *service, const char *image,
		   const char *guest_port, ...) __attribute__((sentinel));

/* Waits until a text sent by TCP is answered as the expression says. */
void service_await(struct service *service, const char *text,
		   const char *expression);

/* It must still run, and have said nothing of faults; ends it. */
void service_stop(struct service *service);

/* Sends bytes, half-closes, and reads to the end; all of it must match. */
void service_expect(const struct service *service, const char *expression,
		    const void *data, size_t length);
void service_expect_text(const struct service *service, const char *expression,
			 const char *text);

/* Opens so many connections that say nothing, or only that. */
void service_crowd(const struct service *service, int *sockets, int count,
		   const char *text);
void close_all(const int *sockets, int count);

#endif
