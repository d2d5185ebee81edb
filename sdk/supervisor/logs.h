/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What services print, line by line.
 *
 * An instance has a budget of bytes a minute ([service] console of its
 * manifest); lines beyond it are lost, and counted.  What is no line yet is
 * kept as a part of one when it has waited for half a second, so that prompts
 * are seen.  All calls with host_lock held.
 */
#ifndef SUPERVISOR_LOGS_H
#define SUPERVISOR_LOGS_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct watch;

/* Opens what has been kept, less what services have printed that are no more.
 * NULL, or what is wrong. */
const char *logs_open(void);

void logs_began(struct watch *watch);
/* It has printed this. */
void logs_console(struct watch *watch, const uint8_t *bytes, size_t length);
/* It has ended, and what it printed last has been seen. */
void logs_ended(struct watch *watch);

/* The last lines of an instance of the service, living or not: an array of
 * strings. */
json_t *logs_tail(int64_t service, uint64_t instance, unsigned lines);

/* A service is no more. */
void logs_forget_service(int64_t service);

/* Bytes as text that all readers of JSON can hold: what is no UTF-8 becomes
 * U+FFFD, a byte each, and so do NULs. */
json_t *logs_text(const uint8_t *bytes, size_t length);

#endif
