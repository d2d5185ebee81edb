/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * PUT of an image.  It is received in any case, even if somebody has it: who
 * cannot send an image does not get it, nor hears that it is there.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ilwaco/supervisor.h>

#include "host.h"
#include "imagefolder.h"
#include "kernelimages.h"
#include "tenants.h"

struct put {
	struct upload *upload;
	int32_t kernel; /* its number in the kernel; below 1: none */
};

static void put_free(void *argument)
{
	struct put *put = argument;

	if (put->kernel > 0)
		ilw_image_destroy((uint32_t)put->kernel);
	if (put->upload != NULL)
		upload_free(put->upload);
	free(put);
}

static void no_room(struct answer *answer)
{
	if (errno == ENOSPC || errno == EFBIG || errno == EDQUOT)
		answer_error(answer, 507, "no-space",
			     "the host's disk is full; remove images or "
			     "services, or ask the host's provider");
	else
		answer_error(answer, 500, "image-write",
			     "the image could not be written: %s",
			     strerror(errno));
}

uint64_t images_used(int64_t tenant)
{
	return (uint64_t)store_number(&host_state, 0,
				      "SELECT sum(size)"
				      " FROM tenant_images, images"
				      " WHERE tenant = ?1 AND image = id",
				      "i", tenant);
}

static bool admit(struct request *request, struct answer *answer)
{
	const char *digest = request->parameter[0];

	if (!digest_valid(digest))
		answer_error(answer, 400, "digest",
			     "an image is named by its SHA-256: 64 digits, "
			     "0-9 and a-f");
	else if (request->length == 0)
		answer_error(answer, 422, "image", "the image is empty");
	else if (image_of_tenant(request->tenant, digest) == 0)
		tenant_allows(request->tenant, LIMIT_IMAGE_BYTES,
			      images_used(request->tenant), request->length,
			      answer);
	return !answer_failed(answer);
}

static void begin(struct request *request, struct answer *answer)
{
	char path[IMAGE_PATH];
	struct put *put;
	bool here;

	if (!admit(request, answer))
		return;
	put = calloc(1, sizeof *put);
	if (put == NULL) {
		answer_error(answer, 503, "memory",
			     "the host has no memory; try again later");
		return;
	}
	request->own = put;
	request->own_free = put_free;
	here = store_number(&host_state, 0,
			    "SELECT id FROM images WHERE digest = ?1", "t",
			    request->parameter[0]) != 0;
	put->upload = upload_begin(image_folder("uploads", path), !here);
	if (put->upload == NULL)
		no_room(answer);
}

/* The kernel is who says whether it is one. */
static void have_it_checked(struct put *put, struct answer *answer)
{
	if (put->upload->fd < 0)
		return;
	put->kernel = kernel_image_load(put->upload->path);
	if (put->kernel <= DENALI_EBAD)
		answer_error(answer, 422, "image", "not an image: %s",
			     ilw_supervisor_error(put->kernel));
}

static void data(struct request *request, struct answer *answer,
		 const void *bytes, size_t length)
{
	struct put *put = request->own;

	if (length > 0) {
		if (!upload_data(put->upload, bytes, length))
			no_room(answer);
		return;
	}
	if (!upload_finish(put->upload))
		no_room(answer);
	else if (strcmp(put->upload->digest, request->parameter[0]) != 0)
		answer_error(answer, 422, "digest",
			     "what came has the SHA-256 %s, not the one it was "
			     "sent as; send it again",
			     put->upload->digest);
	else
		have_it_checked(put, answer);
}

const struct stream image_stream = { begin, data };

/* The row, whose file is there by now; 0: the error is in the answer. */
static int64_t add_row(struct put *put, struct answer *answer)
{
	const struct upload *upload = put->upload;
	int64_t image = store_number(&host_state, 0,
				     "SELECT id FROM images WHERE digest = ?1",
				     "t", upload->digest);
	char folder[IMAGE_PATH], path[IMAGE_PATH];
	enum store_result result;

	if (image != 0)
		return image;
	if (upload->fd < 0) {
		answer_error(answer, 503, "image-gone",
			     "the image was removed meanwhile; send it again");
		return 0;
	}
	if (!upload_keep(put->upload, image_folder("images", folder),
			 image_path(upload->digest, path))) {
		no_room(answer);
		return 0;
	}
	result = store_run(&host_state,
			   "INSERT INTO images (digest, hash, size, created)"
			   " VALUES (?1, ?2, ?3, ?4)",
			   "tbii", upload->digest, upload->hash,
			   (size_t)IMAGE_HASH, (int64_t)upload->length,
			   clock_wall());
	return answer_store(answer, result) ? store_inserted(&host_state) : 0;
}

static void offer(struct put *put)
{
	if (put->kernel > 0)
		kernel_image_offer(put->upload->digest, (uint32_t)put->kernel);
	put->kernel = 0;
}

void image_put(struct request *request, struct answer *answer)
{
	struct put *put = request->own;
	int64_t image, tenant = request->tenant;
	bool had = image_of_tenant(tenant, put->upload->digest) != 0;

	/* Others may have sent some since. */
	if (!had &&
	    !tenant_allows(tenant, LIMIT_IMAGE_BYTES, images_used(tenant),
			   put->upload->length, answer))
		return;
	image = add_row(put, answer);
	if (image == 0)
		return;
	if (!had &&
	    !answer_store(answer,
			  store_run(&host_state,
				    "INSERT INTO tenant_images VALUES"
				    " (?1, ?2, ?3)",
				    "iii", tenant, image, clock_wall())))
		return;
	if (had)
		store_run(&host_state,
			  "UPDATE tenant_images SET created = ?3"
			  " WHERE tenant = ?1 AND image = ?2",
			  "iii", tenant, image, clock_wall());
	offer(put);
	audit(request, "image.send", "%s", put->upload->digest);
	answer_json(answer, had ? 200 : 201,
		    json_pack("{s:s, s:I}", "digest", put->upload->digest,
			      "size", (json_int_t)put->upload->length));
}
