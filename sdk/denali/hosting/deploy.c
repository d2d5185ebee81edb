/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "deploy.h"

#include <sodium.h>
#include <stdlib.h>

#include "api.h"
#include "deployment.h"
#include "deployoptions.h"
#include "error.h"
#include "help.h"
#include "listing.h"
#include "ocipull.h"
#include "progress.h"
#include "release.h"

/* ---- the image ---- */

static int has_image(struct remote *remote, const char *path, bool *has)
{
	const struct api_request request = { .method = "HEAD", .path = path };
	struct api_answer answer;
	int status = api_ask(remote, &request, &answer);

	*has = status == 0 && answer.status == 200;
	if (status == 0 && answer.status != 200 && answer.status != 404)
		status = api_refused(remote, &answer);
	api_answer_free(&answer);
	return status;
}

static int send_image(struct remote *remote, const char *path,
		      const struct release *release, bool quiet)
{
	char amount[AMOUNT_TEXT_MAX], rate[AMOUNT_TEXT_MAX];
	struct progress progress;
	const struct api_request request = { .method = "PUT",
					     .path = path,
					     .file = release->image.fd,
					     .sends_file = true,
					     .length = release->image.size,
					     .progress = progress_tell,
					     .context = &progress };
	struct api_answer answer;
	int64_t took;
	int status;

	progress_begin(&progress, "sending the image", quiet);
	status = api_do(remote, &request, &answer);
	took = progress_end(&progress);
	if (status == 0 && !quiet)
		note("%s: image sent, %s in %.2f s (%s)",
		     release->publication.service,
		     amount_text(release->image.size, amount),
		     (double)took / 1000,
		     rate_text(release->image.size, took, rate));
	api_answer_free(&answer);
	return status;
}

/* The host gets the image, unless it has it. */
static int have_image(struct remote *remote, const struct release *release,
		      bool quiet)
{
	char *path = allocate_text("/v1/images/%s",
				   release->publication.digest);
	bool has;
	int status = has_image(remote, path, &has);

	if (status == 0 && !has)
		status = send_image(remote, path, release, quiet);
	else if (status == 0 && !quiet)
		note("%s: the host has the image already",
		     release->publication.service);
	free(path);
	return status;
}

/* ---- the version ---- */

static json_t *version_json(const struct deploy_options *options,
			    const struct release *release)
{
	json_t *body = json_pack("{s:s, s:s}", "digest",
				 release->publication.digest, "signature",
				 release->signature);

	if (body == NULL)
		out_of_memory();
	if (options->tag != NULL)
		json_object_set_new(body, "tag", json_string(options->tag));
	if (json_object_size(options->settings) > 0)
		json_object_set(body, "settings", options->settings);
	return body;
}

static int finish(struct remote *remote, const struct deploy_options *options,
		  const struct release *release, const json_t *begun)
{
	const struct following following = {
		.service = release->publication.service,
		.version = api_integer(begun, "version"),
		.image = release->path,
		.output = options->output,
	};

	if (following.version <= 0)
		return error("remote %s: its answer does not say which version "
			     "of %s it makes; is %s a Denali host?",
			     remote->name, following.service, remote->url);
	if (options->no_wait) {
		deployment_begun(following.service, begun,
				 release->publication.digest, options->output);
		return 0;
	}
	return deployment_follow(remote, &following);
}

static int deploy(struct remote *remote, const struct deploy_options *options,
		  const struct release *release)
{
	bool quiet = options->output != OUTPUT_TABLE;
	const char *name = release->publication.service;
	json_t *begun = NULL;
	int status = have_image(remote, release, quiet);

	if (status == 0)
		status = api_change(remote, "POST",
				    version_json(options, release), &begun,
				    "/v1/services/%s/versions%s", name,
				    options->dry_run ? "?dry-run=1" : "");
	if (status == 0 && options->dry_run)
		deployment_pretend(name, begun, options->output);
	else if (status == 0)
		status = finish(remote, options, release, begun);
	json_decref(begun);
	return status;
}

/* ---- where it comes from ---- */

/* Its name is what it was signed to be, unless another is wanted. */
static int open_pulled(const struct deploy_options *options,
		       const struct pulled *pulled, struct release *release)
{
	const char *text = (const char *)pulled->signature.data;
	size_t length = pulled->signature.length;
	char name[PUBLICATION_NAME];
	int status = 0;

	if (options->name == NULL)
		status = release_signed_name(text, length, pulled->word, name);
	if (status == 0)
		status = release_open(release, pulled->path,
				      options->name != NULL ? options->name :
							      name);
	if (status != 0)
		return status;
	if (options->key != NULL)
		return release_sign(release, options->key);
	return release_take_signature(release, text, length, pulled->word);
}

static int open_release(const struct deploy_options *options,
			struct pulled *pulled, struct release *release)
{
	int status;

	if (options->from_registry) {
		status = ocipull(pulled, &options->from, options->way,
				 options->silence_ms,
				 options->output != OUTPUT_TABLE);
		return status == 0 ? open_pulled(options, pulled, release) :
				     status;
	}
	status = release_open(release, options->image, options->name);
	return status == 0 ? release_sign(release, options->key) : status;
}

static int act(const struct deploy_options *options)
{
	struct release release = { .image = { .fd = -1 } };
	struct pulled pulled = { 0 };
	struct remote remote = { 0 };
	int status = remote_open_for(&remote, options->remote, options->tenant);

	if (status == 0)
		status = open_release(options, &pulled, &release);
	if (status == 0)
		status = deploy(&remote, options, &release);
	release_close(&release);
	pulled_free(&pulled);
	remote_free(&remote);
	return status;
}

int deploy_main(int argc, char *argv[])
{
	struct deploy_options options;
	int status = deployoptions_read(argc, argv, &options);

	if (status == 0 && options.help)
		status = help_print("publish");
	else if (status == 0 && sodium_init() < 0)
		status = error("publish: no randomness to be had; see "
			       "/dev/urandom");
	else if (status == 0)
		status = act(&options);
	deployoptions_free(&options);
	return status;
}
