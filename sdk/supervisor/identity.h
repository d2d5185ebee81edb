/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The certificate and the key that the API is served with: those that an
 * administrator has put into the database, else the files certificate.pem and
 * key.pem of the supervisor's folder.
 */
#ifndef SUPERVISOR_IDENTITY_H
#define SUPERVISOR_IDENTITY_H

#include <mbedtls/ssl.h>

/* Connections go on with the one that they began with. */
struct identity {
	mbedtls_x509_crt certificate;
	mbedtls_pk_context key;
	mbedtls_ssl_config config;
	unsigned users;
};

/* The one to begin connections with.  With host_lock.  NULL: *wrong says
 * why. */
struct identity *identity_load(const char **wrong);

void identity_hold(struct identity *identity);
void identity_release(struct identity *identity);

/* Do these texts, of PEM, make an identity?  NULL, or what is wrong. */
const char *identity_check(const char *certificate, const char *key);

/* Tells the server to load it anew (sessionthread.c). */
void identity_changed(void);

#endif
