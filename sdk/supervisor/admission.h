/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Admission: may this image be this service's next version?  Only if one of the
 * keys that the tenant has registered signed it, for this service, later than
 * what was admitted before.
 */
#ifndef SUPERVISOR_ADMISSION_H
#define SUPERVISOR_ADMISSION_H

#include "api.h"

/* How far a publisher's clock may be ahead of the host's. */
#define ADMISSION_AHEAD 300000

struct admission {
	int64_t tenant;
	const char *service;   /* name */
	const char *digest;    /* SHA-256 of the image */
	const char *signature; /* a whole .minisig */
	int64_t image;         /* row */
	int64_t after;         /* the time it has to be later than, ms */
	/* Found out: */
	int64_t time;
	char key[65]; /* name of the key */
};

/* False: the error is in the answer. */
bool admission_check(struct admission *admission, struct answer *answer);

#endif
