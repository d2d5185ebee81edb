/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "ocipull.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "progress.h"
#include "registry.h"
#include "remedy.h"

/* A file of its own, open, to be removed. */
static int make_file(char **path, int *fd)
{
	const char *folder = getenv("TMPDIR");

	*path = allocate_text("%s/denali-XXXXXX",
			      folder != NULL && folder[0] == '/' ? folder :
								   "/tmp");
	*fd = mkostemp(*path, O_CLOEXEC);
	if (*fd >= 0)
		return 0;
	error("%s: %s; %s", *path, strerror(errno), remedy(errno));
	free(*path);
	*path = NULL;
	return STATUS_ERROR;
}

static int pull_image(struct registry *registry, const struct oci_blob *blob,
		      struct pulled *pulled, bool quiet)
{
	char amount[AMOUNT_TEXT_MAX], rate[AMOUNT_TEXT_MAX];
	struct progress progress;
	int64_t took;
	int fd, status = make_file(&pulled->path, &fd);

	if (status != 0)
		return status;
	progress_begin(&progress, "fetching the image", quiet);
	status = registry_pull_blob(registry, blob, fd, progress_tell,
				    &progress);
	took = progress_end(&progress);
	if (status == 0 && !quiet)
		note("%s: %s (%s)", pulled->word,
		     amount_text(blob->size, amount),
		     rate_text(blob->size, took, rate));
	close(fd);
	return status;
}

/* By way of a file, as what is larger: it has a few hundred bytes. */
static int pull_signature(struct registry *registry,
			  const struct oci_blob *blob, struct pulled *pulled)
{
	char text[MINISIGN_TEXT], *path;
	int fd, status = make_file(&path, &fd);
	ssize_t length;

	if (status != 0)
		return status;
	unlink(path);
	status = registry_pull_blob(registry, blob, fd, NULL, NULL);
	length = pread(fd, text, sizeof text, 0);
	if (status == 0 && length > 0)
		buffer_append(&pulled->signature, text, (size_t)length);
	close(fd);
	free(path);
	return status;
}

static int pull(struct registry *registry, struct pulled *pulled, bool quiet)
{
	const struct oci_reference *from = registry->reference;
	char digest[PUBLICATION_DIGEST];
	struct oci_artifact artifact;
	struct buffer text = { 0 };
	const char *why;
	int status = registry_pull_manifest(registry, &text, digest);

	if (status == 0) {
		why = ociartifact_read(text.data, text.length, &artifact);
		if (why != NULL)
			status = error("%s: its manifest: %s", registry->word,
				       why);
	}
	buffer_free(&text);
	if (status != 0)
		return status;
	pulled->word = allocate_text(OCI_SCHEME "%s/%s@sha256:%s",
				     from->registry, from->name, digest);
	status = pull_signature(registry, &artifact.signature, pulled);
	if (status == 0)
		status = pull_image(registry, &artifact.image, pulled, quiet);
	return status;
}

int ocipull(struct pulled *pulled, const struct oci_reference *from,
	    enum oci_way way, int64_t silence_ms, bool quiet)
{
	struct registry registry;
	int status = registry_open(&registry, from, way, silence_ms);

	*pulled = (struct pulled){ 0 };
	if (status == 0)
		status = pull(&registry, pulled, quiet);
	registry_close(&registry);
	return status;
}

void pulled_free(struct pulled *pulled)
{
	if (pulled->path != NULL)
		unlink(pulled->path);
	free(pulled->path);
	free(pulled->word);
	buffer_free(&pulled->signature);
	*pulled = (struct pulled){ 0 };
}
