/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "push.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "help.h"
#include "optionread.h"
#include "parse.h"
#include "progress.h"
#include "registry.h"
#include "release.h"

struct push_options {
	const char *key, *name, *image;
	struct oci_reference to;
	bool help;
	enum oci_way way;
	int64_t silence_ms;
	enum output_kind output;
};

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "key", required_argument, NULL, 'k' },
	{ "name", required_argument, NULL, 'n' },
	{ "plain-http", no_argument, NULL, 'P' },
	{ "timeout", required_argument, NULL, 't' },
	{ "tls", no_argument, NULL, 'T' },
	{ 0 },
};

static int set_option(void *context, int option)
{
	struct push_options *options = context;

	switch (option) {
	case 'k':
		options->key = optarg;
		return 0;
	case 'n':
		options->name = optarg;
		return 0;
	case 'P':
	case 'T':
		options->way = option == 'P' ? OCI_PLAIN : OCI_TLS;
		return 0;
	case 't':
		if (!parse_seconds(optarg, &options->silence_ms))
			return error("--timeout %s: not seconds above 0",
				     optarg);
		return 0;
	case 'o':
		return option_output(&options->output, optarg);
	default:
		options->help = true;
		return 0;
	}
}

/* Where it goes, and what. */
static int read_words(struct push_options *options, int count, char *words[])
{
	const char *why;

	if (count == 0)
		return error("push: no registry given; write `denali push "
			     "oci://REGISTRY/NAME:TAG`");
	if (count > 2)
		return error("push: %s: one word too many", words[2]);
	if (!ocireference_is(words[0]))
		return error(
			"push: %s: not a place in a registry; write " OCI_SCHEME
			"%s",
			words[0], words[0]);
	why = ocireference_read(words[0], &options->to);
	if (why != NULL)
		return error("push: %s: %s", words[0], why);
	if (options->to.digest[0] != '\0')
		return error("push: %s: a digest is what comes of it; give a "
			     "tag",
			     words[0]);
	options->image = count > 1 ? words[1] : NULL;
	return 0;
}

static struct oci_blob blob_of(const void *bytes, size_t length)
{
	struct oci_blob blob = { .size = length };

	oci_digest(bytes, length, blob.digest);
	return blob;
}

/* One part; it is said whether that took a transfer. */
static int push_part(struct registry *registry,
		     const struct push_options *options, const char *what,
		     const struct oci_blob *blob, const void *bytes)
{
	char amount[AMOUNT_TEXT_MAX], rate[AMOUNT_TEXT_MAX];
	bool quiet = options->output != OUTPUT_TABLE, sent;
	struct progress progress;
	int64_t took;
	int status;

	progress_begin(&progress, what, quiet);
	status = registry_push_blob(registry, blob, bytes, progress_tell,
				    &progress, &sent);
	took = progress_end(&progress);
	if (status != 0 || quiet)
		return status;
	amount_text(blob->size, amount);
	if (sent)
		note("%s: %s sent (%s)", what, amount,
		     rate_text(blob->size, took, rate));
	else
		note("%s: %s, which the registry has already", what, amount);
	return 0;
}

static int push_parts(struct registry *registry,
		      const struct push_options *options,
		      const struct release *release,
		      struct oci_artifact *artifact)
{
	int status;

	artifact->created = release->publication.time;
	strcpy(artifact->name, release->publication.service);
	artifact->image.size = release->image.size;
	strcpy(artifact->image.digest, release->publication.digest);
	artifact->config = blob_of(release->manifest,
				   strlen(release->manifest));
	artifact->signature = blob_of(release->signature,
				      strlen(release->signature));
	status = push_part(registry, options, "image", &artifact->image,
			   release->image.data);
	if (status == 0)
		status = push_part(registry, options, "manifest",
				   &artifact->config, release->manifest);
	if (status == 0)
		status = push_part(registry, options, "signature",
				   &artifact->signature, release->signature);
	return status;
}

static void say_pushed(const struct push_options *options,
		       const struct release *release, const char *digest)
{
	const struct oci_reference *to = &options->to;
	json_t *said;

	if (options->output == OUTPUT_TABLE)
		printf(OCI_SCHEME "%s/%s@sha256:%s\n", to->registry, to->name,
		       digest);
	if (options->output != OUTPUT_JSON)
		return;
	said = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "registry",
			 to->registry, "name", to->name, "tag", to->tag,
			 "digest", digest, "image", release->publication.digest,
			 "service", release->publication.service);
	json_dumpf(said, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(said);
}

static int push(const struct push_options *options,
		const struct release *release)
{
	struct oci_artifact artifact = { 0 };
	char digest[PUBLICATION_DIGEST];
	struct registry registry;
	char *manifest = NULL;
	int status = registry_open(&registry, &options->to, options->way,
				   options->silence_ms);

	registry.pushes = true;
	if (status == 0)
		status = push_parts(&registry, options, release, &artifact);
	if (status == 0) {
		manifest = ociartifact_write(&artifact);
		oci_digest(manifest, strlen(manifest), digest);
		status = registry_push_manifest(&registry, manifest);
	}
	if (status == 0)
		say_pushed(options, release, digest);
	free(manifest);
	registry_close(&registry);
	return status;
}

int push_main(int argc, char *argv[])
{
	struct push_options options = { .output = OUTPUT_TABLE };
	struct release release;
	int status = option_read("push", argc, argv, ":ho:", long_options,
				 set_option, &options);

	if (status != 0)
		return status;
	if (options.help)
		return help_print("push");
	status = read_words(&options, argc - optind, argv + optind);
	if (status != 0)
		return status;
	if (sodium_init() < 0)
		return error("push: no randomness to be had; see /dev/urandom");
	status = release_open(&release, options.image, options.name);
	if (status == 0)
		status = release_sign(&release, options.key);
	if (status == 0)
		status = push(&options, &release);
	release_close(&release);
	return status;
}
