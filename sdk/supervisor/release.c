/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "release.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "images.h"
#include "kernelimages.h"
#include "ports.h"
#include "store.h"

/* After a boot many services are made of few images. */
#define REMEMBERED 8

static struct remembered {
	char digest[DIGEST_TEXT];
	struct imagefile image;
	uint64_t used;
} remembered[REMEMBERED];
static uint64_t uses;

const struct imagefile *release_image(const char *digest,
				      char problem[IMAGEFILE_PROBLEM])
{
	struct remembered *oldest = remembered;
	char path[IMAGE_PATH];

	for (struct remembered *at = remembered; at < remembered + REMEMBERED;
	     at++) {
		if (strcmp(at->digest, digest) == 0) {
			at->used = ++uses;
			return &at->image;
		}
		if (at->used < oldest->used)
			oldest = at;
	}
	imagefile_free(&oldest->image);
	oldest->digest[0] = '\0';
	oldest->used = 0;
	if (!imagefile_read(&oldest->image, image_path(digest, path),
			    problem)) {
		imagefile_free(&oldest->image);
		return NULL;
	}
	snprintf(oldest->digest, sizeof oldest->digest, "%s", digest);
	oldest->used = ++uses;
	return &oldest->image;
}

static json_t *parse(const char *text)
{
	return text == NULL || *text == '\0' ? NULL : json_loads(text, 0, NULL);
}

static const char *fill(struct release *release, const char *name,
			struct query *query)
{
	static char problem[IMAGEFILE_PROBLEM];
	json_t *said = parse(query_text(query, 1));
	json_t *ports = parse(query_text(query, 2));
	json_t *changed = parse(query_text(query, 3));
	const struct imagefile *image;
	const char *wrong;

	snprintf(release->digest, sizeof release->digest, "%s",
		 query_text(query, 0));
	image = release_image(release->digest, problem);
	if (image == NULL) {
		wrong = problem;
	} else {
		wrong = settings_make(&release->settings, name, image, said,
				      changed);
		ports_resolve(&release->settings, ports);
		memcpy(release->build_id, image->build_id,
		       sizeof release->build_id);
		release->build_id_length = image->build_id_length;
	}
	json_decref(said);
	json_decref(ports);
	json_decref(changed);
	return wrong;
}

struct release *release_make(int64_t service, const char *name,
			     uint32_t version, const char **problem)
{
	struct release *release = calloc(1, sizeof *release);
	struct query *query = store_query(
		&host_state,
		"SELECT digest, settings, ports,"
		" CASE number WHEN target THEN target_changed"
		"  ELSE changed END"
		" FROM versions, images, services"
		" WHERE service = ?1 AND number = ?2"
		" AND images.id = image AND services.id = service",
		"ii", service, (int64_t)version);

	*problem = release == NULL ? "the host has no memory" : NULL;
	if (release != NULL) {
		release->version = version;
		release->holders = 1;
		*problem = query_next(query) ? fill(release, name, query) :
					       "the version is not there";
	}
	query_end(query);
	if (*problem == NULL)
		return release;
	release_drop(release);
	return NULL;
}

void release_hold(struct release *release)
{
	release->holders++;
}

void release_drop(struct release *release)
{
	if (release == NULL || --release->holders > 0)
		return;
	if (release->image != 0)
		kernel_image_put(release->image);
	settings_free(&release->settings);
	free(release);
}
