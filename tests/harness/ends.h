/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Many ways to end, from one boot: each instance of an image carries out the
 * case that its number has among the arguments (guest/cases.h).
 */
#ifndef HARNESS_ENDS_H
#define HARNESS_ENDS_H

/* At most so many instances: no more have full reports. */
#define ENDS_MAX 8

#define ENDS_MATCHES 4

/* A case, and what all must match that --result says of its instance. */
struct end {
	const char *name;
	const char *matches[ENDS_MATCHES];
};

#define END_FAULT "\"cause\": \"page-fault\""
#define END_EXCEPTION "\"cause\": \"exception\""
#define END_IN(function) "\"function\": \"" function "\""

/* Runs the cases, of which the last has no name, and fails the test where one
 * has not ended so. */
void ends_expect(const char *image, const struct end *ends);

#endif
