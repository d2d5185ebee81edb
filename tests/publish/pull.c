/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali publish oci://...` from a registry that behaves badly: nothing that
 * is not what it should be comes as far as the host.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "publish.h"
#include "registry.h"

static char from[PUBLISH_REFERENCE];

static void set_up(void)
{
	publish_set_up();
	publish_push(from);
}

TestSuite(pull, .init = set_up, .fini = publish_clean_up);

static void pull(const char *err)
{
	expect(125, "^$", err, DENALI, "publish", "--timeout", "1", from, NULL);
}

/* Whether anything was left where temporary files are. */
static void use_temporary_folder(void)
{
	cr_assert(mkdir(publish_path("tmp"), 0700) == 0);
	setenv("TMPDIR", publish_path("tmp"), 1);
}

static void expect_nothing_left(void)
{
	cr_expect(rmdir(publish_path("tmp")) == 0, "something is left in it");
}

Test(pull, what_is_good_comes_to_the_host)
{
	use_temporary_folder();
	pull("^denali: oci://.*/team/web@sha256:[0-9a-f]{64}: 1[0-9.]+ KiB "
	     ".*\ndenali: " AT_NOBODY);
	expect_nothing_left();
}

/* ---- manifests ---- */

static const char *text;

static bool say_text(struct visit *visit)
{
	if (!visit_is(visit, "GET", "/manifests/"))
		return false;
	visit_say(visit, 200, "", text);
	return true;
}

#define DIGEST                                                                 \
	"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789a"   \
	"bcdef"
#define CONFIG(type, digest, size)                                             \
	"\"config\":{\"mediaType\":\"" type "\",\"digest\":\"" digest          \
	"\",\"size\":" size "}"
#define SERVICE_CONFIG                                                         \
	CONFIG("application/vnd.denali.service.config.v1+json", DIGEST, "2")
#define BLOB(kind, digest, size)                                               \
	"{\"mediaType\":\"application/vnd.denali.service." kind                \
	".v1\",\"digest\":\"" digest "\",\"size\":" size "}"

static const struct {
	const char *manifest, *why;
} wrong[] = {
	{ "", "it is no JSON" },
	{ "<html>", "it is no JSON" },
	{ "{\"schemaVersion\":2,\"schemaVersion\":2}", "it is no JSON" },
	{ "[]", "it is no image manifest of OCI's" },
	{ "{}", "it is no image manifest of OCI's" },
	{ "{\"schemaVersion\":1}", "it is no image manifest of OCI's" },
	{ "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker."
	  "distribution.manifest.v2+json\"}",
	  "it is no image manifest of OCI's" },
	{ "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image."
	  "index.v1+json\",\"manifests\":[]}",
	  "it is a list of images for several machines, not a service" },
	{ "{\"schemaVersion\":2}",
	  "it is no service of Denali, but something else that this registry "
	  "holds" },
	{ "{\"schemaVersion\":2," CONFIG(
		  "application/vnd.oci.image.config.v1+json", DIGEST, "2") "}",
	  "it is no service of Denali, but something else" },
	{ "{\"schemaVersion\":2," CONFIG(
		  "application/vnd.denali.service.config.v1+json",
		  "sha256:../../../../etc/passwd", "2") "}",
	  "its config has no digest, or is too long" },
	{ "{\"schemaVersion\":2," CONFIG(
		  "application/vnd.denali.service.config.v1+json", DIGEST,
		  "65537") "}",
	  "its config has no digest, or is too long" },
	{ "{\"schemaVersion\":2," SERVICE_CONFIG "}",
	  "it has not two layers, an image and its signature" },
	{ "{\"schemaVersion\":2," SERVICE_CONFIG
	  ",\"layers\":[" BLOB("image", DIGEST, "1") "]}",
	  "it has not two layers, an image and its signature" },
	{ "{\"schemaVersion\":2," SERVICE_CONFIG
	  ",\"layers\":[" BLOB("image", DIGEST, "-1") ",1]}",
	  "its first layer is no image of Denali" },
	{ "{\"schemaVersion\":2," SERVICE_CONFIG
	  ",\"layers\":[" BLOB("image", DIGEST, "1073741825") ",1]}",
	  "its first layer is no image of Denali" },
	{ "{\"schemaVersion\":2," SERVICE_CONFIG
	  ",\"layers\":[" BLOB("image", DIGEST, "1e3") ",1]}",
	  "its first layer is no image of Denali" },
	{ "{\"schemaVersion\":2," SERVICE_CONFIG
	  ",\"layers\":[" BLOB("image", "sha512:00", "1") ",1]}",
	  "its first layer is no image of Denali" },
	{ "{\"schemaVersion\":2," SERVICE_CONFIG
	  ",\"layers\":[" BLOB("image", DIGEST, "1") ",null]}",
	  "its second layer is no signature of an image" },
	{ "{\"schemaVersion\":2," SERVICE_CONFIG ",\"layers\":[" BLOB(
		  "signature", DIGEST, "1") "," BLOB("image", DIGEST, "1") "]}",
	  "its first layer is no image of Denali" },
	{ "{\"schemaVersion\":2," SERVICE_CONFIG
	  ",\"layers\":[" BLOB("image", DIGEST, "1") "," BLOB(
		  "signature", DIGEST, "100000") "]}",
	  "its second layer is no signature of an image" },
};

Test(pull, manifests_that_are_none)
{
	char expected[256];

	registry_trick(say_text);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		text = wrong[i].manifest;
		snprintf(expected, sizeof expected,
			 "^denali: oci://.*/team/web:1.0: its manifest: %s",
			 wrong[i].why);
		pull(expected);
	}
	cr_expect_eq(registry_count("GET", "/blobs/"), 0);
}

static bool say_much(struct visit *visit)
{
	static char much[2 << 20];

	memset(much, ' ', sizeof much);
	visit_answer(visit, 200, "", much, sizeof much);
	return true;
}

static bool say_other_digest(struct visit *visit)
{
	if (!visit_is(visit, "GET", "/manifests/"))
		return false;
	visit_say(visit, 200, "Docker-Content-Digest: sha256:00\r\n", "{}");
	return true;
}

static bool refuse(struct visit *visit)
{
	visit_say(visit, 404, "",
		  "{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":"
		  "\"\\u001b]0;owned\\u0007\"}]}");
	return true;
}

Test(pull, manifests_that_do_not_come)
{
	registry_trick(say_much);
	pull("its answer is longer than 1048576 bytes; no registry should send "
	     "that\n$");
	registry_trick(say_other_digest);
	pull("the registry calls the manifest sha256:00, but it is sha256:"
	     "[0-9a-f]{64}; it cannot be relied upon\n$");
	registry_trick(refuse);
	pull("cannot be pulled: the registry answers with status 404: "
	     "NAME_UNKNOWN: .*; see how its name and tag are written\n$");
	cr_expect(strchr(publish_err(), '\x1b') == NULL);
}

/* By its digest there is one manifest and no other. */
Test(pull, by_digest)
{
	char by_digest[256];

	registry_trick(say_text);
	text = "{}";
	snprintf(by_digest, sizeof by_digest, "%.*s@" DIGEST,
		 (int)strcspn(from + 20, ":") + 20, from);
	expect(125, "^$",
	       "the registry sends a manifest with the digest sha256:44136fa3.*"
	       "; it is damaged, or was replaced\n$",
	       DENALI, "publish", by_digest, NULL);
}

/* ---- blobs ---- */

static bool is_image(const struct visit *visit)
{
	return visit_is(visit, "GET", registry_blob(NULL)->name);
}

static bool cut_short(struct visit *visit)
{
	char head[128];
	const struct kept *image = registry_blob(NULL);

	if (!is_image(visit))
		return false;
	snprintf(head, sizeof head,
		 "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
		 image->length);
	visit_send(visit, head, strlen(head));
	visit_send(visit, image->bytes, image->length / 2);
	return true;
}

static bool give_half(struct visit *visit)
{
	const struct kept *image = registry_blob(NULL);

	if (!is_image(visit))
		return false;
	visit_answer(visit, 200, "", image->bytes, image->length / 2);
	return true;
}

static bool give_more(struct visit *visit)
{
	const struct kept *image = registry_blob(NULL);
	uint8_t *more = calloc(1, image->length + 1);

	if (is_image(visit)) {
		memcpy(more, image->bytes, image->length);
		visit_answer(visit, 200, "", more, image->length + 1);
	}
	free(more);
	return is_image(visit);
}

/* No length is said, and there is no end. */
static bool give_for_ever(struct visit *visit)
{
	static char zeros[65536];

	if (!is_image(visit))
		return false;
	visit_send(visit, "HTTP/1.1 200 OK\r\n\r\n", 19);
	for (int i = 0; i < 64; i++)
		visit_send(visit, zeros, sizeof zeros);
	return true;
}

static bool change_a_bit(struct visit *visit)
{
	struct kept *image = registry_blob(NULL);

	if (!is_image(visit))
		return false;
	image->bytes[image->length / 2] ^= 1;
	visit_answer(visit, 200, "", image->bytes, image->length);
	image->bytes[image->length / 2] ^= 1;
	return true;
}

static bool stall(struct visit *visit)
{
	if (!is_image(visit))
		return false;
	visit_send(visit, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab",
		   42);
	visit_hang(visit);
	return true;
}

Test(pull, images_that_are_others)
{
	use_temporary_folder();
	registry_trick(cut_short);
	pull("denali: oci://.*: (transfer closed|end of response).*; is it a "
	     "registry, without TLS\\?\n$");
	registry_trick(give_half);
	pull("the registry sends [0-9]+ bytes with the digest sha256:.* for "
	     "sha256:.*; they are damaged, or were replaced\n$");
	registry_trick(give_more);
	pull("its answer is longer than [0-9]+ bytes; no registry should send "
	     "that\n$");
	registry_trick(give_for_ever);
	pull("its answer is longer than [0-9]+ bytes; no registry should send "
	     "that\n$");
	registry_trick(change_a_bit);
	pull("the registry sends ([0-9]+) bytes with the digest sha256:.* for "
	     "sha256:.* of \\1; they are damaged, or were replaced\n$");
	registry_trick(stall);
	pull("try again, or wait for longer by --timeout\n$");
	expect_nothing_left();
}

/* ---- where it sends us ---- */

static bool go_round(struct visit *visit)
{
	visit_say(visit, 307, "Location: /v2/round\r\n", "");
	return true;
}

static bool go_to_a_file(struct visit *visit)
{
	visit_say(visit, 307, "Location: file:///etc/passwd\r\n", "");
	return true;
}

static bool go_to_the_blob(struct visit *visit)
{
	char line[256];

	if (!is_image(visit) || strstr(visit->path, "/elsewhere/") != NULL)
		return false;
	snprintf(line, sizeof line, "Location: /elsewhere/%s\r\n",
		 registry_blob(NULL)->name);
	visit_say(visit, 307, line, "");
	return true;
}

Test(pull, redirections)
{
	registry_trick(go_round);
	pull("Maximum \\(5\\) redirects followed; ");
	registry_trick(go_to_a_file);
	pull("^denali: oci://.*: URL using bad/illegal format or missing URL; "
	     "is it a registry, without TLS\\?\n$");
	registry_trick(go_to_the_blob);
	pull(AT_NOBODY);
}
