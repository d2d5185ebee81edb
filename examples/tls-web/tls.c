/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "tls.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>
#include <stdio.h>
#include <stdlib.h>

static mbedtls_ssl_config config;
static mbedtls_x509_crt certificate;
static mbedtls_pk_context key;
static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context randoms;

static void need(const char *what, int code)
{
	char why[128];

	if (code == 0)
		return;
	mbedtls_strerror(code, why, sizeof(why));
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

void tls_begin(const char *folder)
{
	char path[256];

	mbedtls_entropy_init(&entropy);
	mbedtls_ctr_drbg_init(&randoms);
	need("random numbers",
	     mbedtls_ctr_drbg_seed(&randoms, mbedtls_entropy_func, &entropy,
				   NULL, 0));
	mbedtls_x509_crt_init(&certificate);
	snprintf(path, sizeof(path), "%s/cert.pem", folder);
	need(path, mbedtls_x509_crt_parse_file(&certificate, path));
	mbedtls_pk_init(&key);
	snprintf(path, sizeof(path), "%s/key.pem", folder);
	need(path, mbedtls_pk_parse_keyfile(&key, path, NULL));
	mbedtls_ssl_config_init(&config);
	need("configuration",
	     mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_SERVER,
					 MBEDTLS_SSL_TRANSPORT_STREAM,
					 MBEDTLS_SSL_PRESET_DEFAULT));
	/* TLS 1.2: what came before is not safe any more. */
	mbedtls_ssl_conf_min_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3,
				     MBEDTLS_SSL_MINOR_VERSION_3);
	mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &randoms);
	need("certificate",
	     mbedtls_ssl_conf_own_cert(&config, &certificate, &key));
}

int tls_open(mbedtls_ssl_context *ssl, int *socket)
{
	int code;

	mbedtls_ssl_init(ssl);
	code = mbedtls_ssl_setup(ssl, &config);
	/* A context of mbedTLS's network is a descriptor. */
	if (code == 0)
		mbedtls_ssl_set_bio(ssl, socket, mbedtls_net_send,
				    mbedtls_net_recv, NULL);
	return code;
}
