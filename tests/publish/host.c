/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "host.h"

#include <criterion/criterion.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "publish.h"

struct standin host;

/* SHA-256 of the certificate that is between the lines of the file. */
static void fingerprint(char text[65])
{
	char path[96];
	struct bytes pem = { 0 };
	uint8_t der[4096], hash[32];
	const char *from, *to;
	size_t length = 0;

	snprintf(path, sizeof path, "%s/certificate.pem", host.folder);
	cr_assert(bytes_read_file(&pem, path), "%s", path);
	from = strstr(pem.data, "-----BEGIN CERTIFICATE-----");
	cr_assert(from != NULL);
	from += strlen("-----BEGIN CERTIFICATE-----");
	to = strstr(from, "-----END");
	cr_assert(to != NULL &&
		  sodium_base642bin(der, sizeof der, from, (size_t)(to - from),
				    "\r\n", &length, NULL,
				    sodium_base64_VARIANT_ORIGINAL) == 0);
	crypto_hash_sha256(hash, der, length);
	sodium_bin2hex(text, 65, hash, sizeof hash);
	bytes_free(&pem);
}

void host_token(const char *token, const char *tenant)
{
	char text[512], print[65];

	fingerprint(print);
	snprintf(text, sizeof text,
		 "url = \"https://127.0.0.1:%u\"\nfingerprint = \"%s\"\n"
		 "token = \"%s\"\n%s%s%s",
		 host.port, print, token, tenant != NULL ? "tenant = \"" : "",
		 tenant != NULL ? tenant : "", tenant != NULL ? "\"\n" : "");
	publish_write("config/denali/remotes/h.toml", text);
	cr_assert(chmod(publish_path("config/denali/remotes/h.toml"), 0600) ==
		  0);
}

void host_set_up(void)
{
	char token[80];

	cr_assert(sodium_init() >= 0);
	standin_start(&host);
	expect(0, "", "", DENALI, "key", "create", "--no-password", NULL);
	cr_assert(mkdir(publish_path("config/denali/remotes"), 0700) == 0);
	setenv("DENALI_REMOTE", "h", 1);
	standin_token(&host, "team", "read deploy manage", token);
	host_token(token, NULL);
	expect(0, "^$",
	       "^denali: key default: h takes images that it has signed\n$",
	       DENALI, "key", "add", NULL);
}

void host_clean_up(void)
{
	standin_finish(&host);
}
