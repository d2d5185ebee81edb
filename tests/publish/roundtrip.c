/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A registry that others have written takes what is pushed, and a reader that
 * others have written finds it there, the same to the byte.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/net.h"
#include "publish.h"

#define IMAGE EXAMPLE_IMAGE("http-hello")
#define START_MS 60000

static struct process registry;
static unsigned port;
static char to[64];

/* more: lines of its configuration that belong to http. */
static void start_registry(const char *address, const char *more)
{
	const char *words[] = { "docker-registry", "serve", NULL, NULL };
	char text[2048];

	port = free_ports(1);
	snprintf(text, sizeof text,
		 "version: 0.1\n"
		 "storage: {filesystem: {rootdirectory: %s}}\n"
		 "http:\n  addr: '%s:%u'\n%s",
		 publish_path("registry"), address, port, more);
	publish_write("registry.yml", text);
	words[2] = publish_path("registry.yml");
	process_start(&registry, words);
	cr_assert(process_await(&registry, &registry.err, "listening on",
				START_MS),
		  "docker-registry does not start: %s",
		  registry.err.data != NULL ? registry.err.data : "");
	expect(0, "", "", DENALI, "key", "create", "--no-password", NULL);
}

static void set_up(void)
{
	publish_set_up();
	start_registry("127.0.0.1", "");
	snprintf(to, sizeof to, "oci://localhost:%u/team/web:1.0", port);
}

static void clean_up(void)
{
	process_finish(&registry);
	publish_clean_up();
}

TestSuite(roundtrip, .init = set_up, .fini = clean_up);

/* The digest that the last command has printed behind the word, in text. */
static const char *digest_after(const char *word)
{
	static char digest[65];
	const char *at = strstr(publish_out(), word);

	cr_assert(at != NULL &&
			  sscanf(at + strlen(word), "%64[0-9a-f]", digest) == 1,
		  "no %s in %s", word, publish_out());
	return digest;
}

static const char *reference(void)
{
	static char text[96];

	snprintf(text, sizeof text, "docker://%s", to + strlen("oci://"));
	return text;
}

/* What a file has, as sha256sum says. */
static void expect_digest(const char *file, const char *digest)
{
	expect(0, digest, "", "sha256sum", file, NULL);
}

Test(roundtrip, skopeo_reads_what_was_pushed)
{
	char manifest[65], image[65], line[128], to_folder[600];

	expect(0, "^oci://", "image: .* sent", DENALI, "push", to, IMAGE, NULL);
	snprintf(manifest, sizeof manifest, "%s", digest_after("@sha256:"));
	expect(0,
	       "\"artifactType\":\"application/vnd.denali.service.v1\".*"
	       "application/vnd.denali.service.config.v1\\+json.*"
	       "application/vnd.denali.service.image.v1.*"
	       "application/vnd.denali.service.signature.v1",
	       "^$", "skopeo", "inspect", "--raw", "--tls-verify=false",
	       reference(), NULL);
	snprintf(image, sizeof image, "%s",
		 digest_after("service.image.v1\",\"digest\":\"sha256:"));
	expect_digest(IMAGE, image);
	snprintf(to_folder, sizeof to_folder, "dir:%s", publish_path("copy"));
	expect(0, "", "", "skopeo", "copy", "--src-tls-verify=false",
	       reference(), to_folder, NULL);
	expect_digest(publish_path("copy/manifest.json"), manifest);
	expect_digest(publish_path("copy/%s", image), image);
	snprintf(line, sizeof line, "%s/%s", publish_path("copy"), image);
	expect(0, "^$", "", "cmp", publish_path("copy/%s", image), IMAGE, NULL);
}

/* What is in the registry can be verified by who has never heard of us. */
Test(roundtrip, minisign_verifies_what_was_pushed)
{
	char image[65], signature[65], to_folder[600];

	expect(0, "^oci://", "", DENALI, "push", to, IMAGE, NULL);
	snprintf(to_folder, sizeof to_folder, "dir:%s", publish_path("copy"));
	expect(0, "", "", "skopeo", "copy", "--src-tls-verify=false",
	       reference(), to_folder, NULL);
	expect(0, "", "", "cat", publish_path("copy/manifest.json"), NULL);
	snprintf(image, sizeof image, "%s",
		 digest_after("service.image.v1\",\"digest\":\"sha256:"));
	snprintf(signature, sizeof signature, "%s",
		 digest_after("service.signature.v1\",\"digest\":\"sha256:"));
	expect(0,
	       "Signature and comment signature verified\nTrusted comment: "
	       "service=http-hello time=[0-9]+ digest=sha256:[0-9a-f]{64}\n",
	       "^$", "minisign", "-V", "-p",
	       publish_path("config/denali/keys/default.pub"), "-m",
	       publish_path("copy/%s", image), "-x",
	       publish_path("copy/%s", signature), NULL);
}

Test(roundtrip, what_is_there_is_not_sent_again)
{
	expect(0, "", "", DENALI, "push", to, IMAGE, NULL);
	expect(0, "", "^denali: image: .*, which the registry has already\n",
	       DENALI, "push", to, IMAGE, NULL);
	expect(0, "", "^$", DENALI, "push", "-o", "quiet", to, IMAGE, NULL);
	expect(0, "\"service\": \"http-hello\"", "^$", DENALI, "push", "-o",
	       "json", to, IMAGE, NULL);
}

/* ---- with TLS ---- */

static void set_up_tls(void)
{
	char more[1400];

	publish_set_up();
	expect(0, "", "", "openssl", "req", "-x509", "-newkey", "rsa:2048",
	       "-nodes", "-days", "2", "-subj", "/CN=registry", "-addext",
	       "subjectAltName=DNS:localhost", "-keyout",
	       publish_path("tls.key"), "-out", publish_path("tls.pem"), NULL);
	snprintf(more, sizeof more, "  tls: {certificate: %s, key: %s}\n",
		 publish_path("tls.pem"), publish_path("tls.key"));
	start_registry("127.0.0.1", more);
	snprintf(to, sizeof to, "oci://localhost:%u/team/web:1.0", port);
}

TestSuite(roundtriptls, .init = set_up_tls, .fini = clean_up);

Test(roundtriptls, trusts_authorities)
{
	setenv("SSL_CERT_FILE", publish_path("tls.pem"), 1);
	expect(0, "^oci://localhost:", "", DENALI, "push", "--tls", to, IMAGE,
	       NULL);
}

Test(roundtriptls, trusts_nobody_else)
{
	expect(125, "^$",
	       "is vouched for by no authority in .*; have its authority's "
	       "certificate among the system's, or name a file with it by "
	       "SSL_CERT_FILE\n$",
	       DENALI, "push", "--tls", to, IMAGE, NULL);
	expect(125, "^$", "^denali: oci://", DENALI, "push", "--plain-http", to,
	       IMAGE, NULL);
}
