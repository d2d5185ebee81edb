/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "images.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"
#include "imagefolder.h"
#include "kernelimages.h"
#include "store.h"

/* How long an image stays that was sent and that no version is made of. */
#define UNUSED_MS 3600000

const char images_schema[] =
	"CREATE TABLE IF NOT EXISTS images ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT,"
	" digest TEXT NOT NULL UNIQUE,"
	" hash BLOB NOT NULL,"
	" size INTEGER NOT NULL,"
	" created INTEGER NOT NULL);"
	"CREATE TABLE IF NOT EXISTS tenant_images ("
	" tenant INTEGER NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,"
	" image INTEGER NOT NULL REFERENCES images(id),"
	" created INTEGER NOT NULL,"
	" PRIMARY KEY (tenant, image)) WITHOUT ROWID;"
	"CREATE INDEX IF NOT EXISTS tenant_images_image"
	" ON tenant_images (image);";

/* ---- files ---- */

const char *image_path(const char *digest, char path[IMAGE_PATH])
{
	return host_path(path, "images/%s", digest);
}

const char *image_folder(const char *name, char path[IMAGE_PATH])
{
	return host_path(path, "%s", name);
}

bool digest_valid(const char *digest)
{
	return strlen(digest) == DIGEST_TEXT - 1 &&
	       strspn(digest, "0123456789abcdef") == DIGEST_TEXT - 1;
}

static bool has_row(const char *name)
{
	return digest_valid(name) &&
	       store_number(&host_state, 0,
			    "SELECT id FROM images WHERE digest = ?1", "t",
			    name) != 0;
}

/* Removes what is in a folder, but what is wanted. */
static void clean(const char *name, bool (*wanted)(const char *name))
{
	char path[IMAGE_PATH], file[IMAGE_PATH + 256];
	DIR *stream = opendir(image_folder(name, path));
	const struct dirent *entry;

	while (stream != NULL && (entry = readdir(stream)) != NULL) {
		if (entry->d_name[0] == '.' ||
		    (wanted != NULL && wanted(entry->d_name)))
			continue;
		snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
		unlink(file);
	}
	if (stream != NULL)
		closedir(stream);
}

bool images_open(void)
{
	char path[IMAGE_PATH];

	mkdir(image_folder("images", path), 0700);
	mkdir(image_folder("uploads", path), 0700);
	clean("uploads", NULL);
	clean("images", has_row);
	return folder_sync(host_folder);
}

void images_sweep(void)
{
	struct query *query = store_query(
		&host_state,
		"SELECT id, digest FROM images WHERE NOT EXISTS ("
		" SELECT 1 FROM tenant_images WHERE image = images.id) LIMIT 1",
		"");
	char digest[DIGEST_TEXT], path[IMAGE_PATH];
	int64_t image = 0;

	if (query_next(query)) {
		image = query_number(query, 0);
		snprintf(digest, sizeof digest, "%s", query_text(query, 1));
	}
	query_end(query);
	if (image == 0)
		return;
	/* The row goes first: a file without one is no image. */
	if (store_begin(&host_state) != STORE_OK)
		return;
	store_run(&host_state, "DELETE FROM images WHERE id = ?1", "i", image);
	if (store_commit(&host_state) != STORE_OK)
		return;
	unlink(image_path(digest, path));
	images_sweep();
}

/* ---- rows ---- */

int64_t image_of_tenant(int64_t tenant, const char *digest)
{
	return store_number(&host_state, 0,
			    "SELECT id FROM images, tenant_images"
			    " WHERE digest = ?2 AND image = id"
			    " AND tenant = ?1",
			    "it", tenant, digest);
}

bool image_hash(int64_t image, uint8_t hash[IMAGE_HASH])
{
	struct query *query = store_query(
		&host_state, "SELECT hash FROM images WHERE id = ?1", "i",
		image);
	size_t length = 0;
	const void *bytes = NULL;

	if (query_next(query))
		bytes = query_bytes(query, 0, &length);
	if (length == IMAGE_HASH)
		memcpy(hash, bytes, length);
	query_end(query);
	return length == IMAGE_HASH;
}

void images_release(int64_t tenant)
{
	store_run(&host_state,
		  "DELETE FROM tenant_images WHERE tenant = ?1"
		  " AND created < ?2 AND NOT EXISTS ("
		  " SELECT 1 FROM versions, services"
		  " WHERE versions.image = tenant_images.image"
		  " AND services.id = versions.service"
		  " AND services.tenant = ?1)",
		  "ii", tenant, clock_wall() - UNUSED_MS);
}

/* ---- requests ---- */

static json_t *row(struct query *query)
{
	return json_pack("{s:s, s:I, s:o, s:b}", "digest", query_text(query, 0),
			 "size", (json_int_t)query_number(query, 1), "created",
			 json_time(query_number(query, 2)), "used",
			 (int)query_number(query, 3));
}

#define COLUMNS                                                                \
	"SELECT digest, size, tenant_images.created, EXISTS ("                 \
	" SELECT 1 FROM versions, services"                                    \
	" WHERE versions.image = images.id"                                    \
	" AND services.id = versions.service"                                  \
	" AND services.tenant = ?1)"                                           \
	" FROM tenant_images, images"                                          \
	" WHERE images.id = tenant_images.image AND tenant_images.tenant = ?1"

static void list(struct request *request, struct answer *answer)
{
	struct query *query = store_query(
		&host_state, COLUMNS " ORDER BY digest", "i", request->tenant);
	json_t *images = json_array();

	while (query_next(query))
		json_array_append_new(images, row(query));
	query_end(query);
	answer_json(answer, 200, json_pack("{s:o}", "images", images));
}

static void show(struct request *request, struct answer *answer)
{
	struct query *query = store_query(&host_state,
					  COLUMNS " AND digest = ?2", "it",
					  request->tenant,
					  request->parameter[0]);

	if (query_next(query))
		answer_json(answer, 200, row(query));
	else
		answer_missing(answer, "image", request->parameter[0]);
	query_end(query);
}

static void forget(struct request *request, struct answer *answer)
{
	const char *digest = request->parameter[0];
	int64_t image = image_of_tenant(request->tenant, digest);
	char *service;

	if (image == 0) {
		answer_missing(answer, "image", digest);
		return;
	}
	service = store_text(&host_state,
			     "SELECT name FROM services, versions"
			     " WHERE versions.service = services.id"
			     " AND versions.image = ?1"
			     " AND services.tenant = ?2 LIMIT 1",
			     "ii", image, request->tenant);
	if (service != NULL)
		answer_error(answer, 409, "image-used",
			     "image %.12s: a version of service %s needs it; "
			     "publish another, or remove the service",
			     digest, service);
	free(service);
	if (answer_failed(answer))
		return;
	answer_store(answer, store_run(&host_state,
				       "DELETE FROM tenant_images"
				       " WHERE tenant = ?1 AND image = ?2",
				       "ii", request->tenant, image));
	audit(request, "image.remove", "%s", digest);
}

const struct route images_routes[] = {
	{ "PUT", "/v1/images/{digest}", SCOPE_DEPLOY, OF_TENANT, image_put,
	  BODY_STREAM, DENALI_SUPERVISOR_IMAGE_MAX, &image_stream },
	{ "GET", "/v1/images/{digest}", SCOPE_READ, OF_TENANT, show, BODY_NONE,
	  0, NULL },
	{ "GET", "/v1/images", SCOPE_READ, OF_TENANT, list, BODY_NONE, 0,
	  NULL },
	{ "DELETE", "/v1/images/{digest}", SCOPE_DEPLOY, OF_TENANT, forget,
	  BODY_NONE, 0, NULL },
	{ 0 },
};
