/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What all connections have in common: certificate, key, random numbers.
 */
#ifndef TLS_H
#define TLS_H

#include <mbedtls/ssl.h>

/* Read cert.pem and key.pem from the folder, or end the program and say why
 * not. */
void tls_begin(const char *folder);

/* Begin a connection of a socket that does not block.  Free it in any case.
 * Returns 0 or mbedTLS's code. */
int tls_open(mbedtls_ssl_context *ssl, int *socket);

#endif
