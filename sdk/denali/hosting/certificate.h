/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which certificate the server of a connection has, and whether it may.
 */
#ifndef DENALI_CMD_CERTIFICATE_H
#define DENALI_CMD_CERTIFICATE_H

#include <curl/curl.h>
#include <stdbool.h>

#include "http.h"

enum trust { TRUST_AUTHORITIES, TRUST_PINNED, TRUST_ANY };

struct certificate {
	enum trust trust;
	char wanted[HTTP_FINGERPRINT_MAX]; /* with TRUST_PINNED */
	/* What the last handshake has shown. */
	char found[HTTP_FINGERPRINT_MAX];
	char *pem; /* allocated; null: there was none */
	bool wrong;
};

/* A CURLOPT_SSL_CTX_FUNCTION, of which the data is a struct certificate. */
CURLcode certificate_watch(CURL *curl, void *config, void *certificate);

/* Whether text is a fingerprint; then written in small letters and without
 * colons. */
bool fingerprint_read(const char *text, char fingerprint[HTTP_FINGERPRINT_MAX]);

/* That of a certificate in PEM; false: it is none. */
bool fingerprint_of(const char *pem, char fingerprint[HTTP_FINGERPRINT_MAX]);

#endif
