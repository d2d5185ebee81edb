/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali host init`: what fails leaves nothing behind.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admintoken.h"
#include "selfsigned.h"
#include "error.h"
#include "folder.h"
#include "hosting/certificate.h"
#include "hosting/keys.h"
#include "hosting/remote.h"
#include "hostverbs.h"
#include "initoptions.h"
#include "remedy.h"
#include "statedisk.h"
#include "system.h"

static int make_system(const struct folder *folder)
{
	char *path = folder_path(folder, "system");
	bool changed;
	int status = 0;

	if (mkdir(path, 0755) != 0)
		status = error("%s: cannot make it: %s", path, strerror(errno));
	free(path);
	return status != 0 ? status : system_install(folder, &changed);
}

static int write_toml(const struct folder *folder)
{
	struct buffer text = { 0 };
	int status;

	hostfile_write(&folder->file, &text);
	status = folder_write(folder, "host.toml", text.data, text.length,
			      0644);
	buffer_free(&text);
	return status;
}

static int write_text(const struct folder *folder, const char *name,
		      const char *text, mode_t mode)
{
	return folder_write(folder, name, text, strlen(text), mode);
}

/* All of it, host.toml last: without that it is no host's folder. */
static int fill_folder(const struct folder *folder,
		       const struct selfsigned *certificate,
		       const struct admintoken *token, const char *signer)
{
	const struct state state = { .certificate = certificate->certificate,
				     .key = certificate->key,
				     .admin = token->hash,
				     .signer = signer };
	char line[ADMINTOKEN_TEXT + 1];
	int status = make_system(folder);

	snprintf(line, sizeof line, "%s\n", token->token);
	if (status == 0)
		status = write_text(folder, "certificate.pem",
				    certificate->certificate, 0644);
	if (status == 0)
		status = write_text(folder, "key.pem", certificate->key, 0600);
	if (status == 0)
		status = write_text(folder, "admin.token", line, 0600);
	if (status == 0)
		status = statedisk_make(folder, &state);
	return status != 0 ? status : write_toml(folder);
}

/* The user is its administrator, and publishes for the first tenant. */
static int make_remote(const struct hostfile *file,
		       const struct selfsigned *certificate,
		       const struct admintoken *token)
{
	char fingerprint[HTTP_FINGERPRINT_MAX];
	char tenant[] = "default";
	struct remote remote = {
		.name = file->name,
		.url = allocate_text("https://%s:%u", file->public,
				     file->api_port),
		.fingerprint = fingerprint,
		.certificate = (char *)(uintptr_t)certificate->certificate,
		.token = (char *)(uintptr_t)token->token,
		.tenant = tenant,
	};
	int status = STATUS_ERROR;

	if (fingerprint_of(certificate->certificate, fingerprint))
		status = remote_save(&remote);
	free(remote.url);
	return status;
}

static int check_remote(const struct init_options *options)
{
	const char *name = options->file.name;

	if (!options->remote || !remote_exists(name))
		return 0;
	return error("host init: you have a remote %s already; remove it by "
		     "`denali remote remove %s`, choose another --name, or say "
		     "--no-remote",
		     name, name);
}

static int make(const struct init_options *options, const struct folder *folder,
		const char *signer)
{
	const struct hostfile *file = &folder->file;
	struct selfsigned certificate;
	struct admintoken token;
	int status = selfsigned_make(&certificate, file->name, file->public,
				     &file->address);

	admintoken_make(&token);
	if (status == 0)
		status = folder_make(folder->path, "init");
	if (status != 0)
		return status;
	status = fill_folder(folder, &certificate, &token, signer);
	if (status == 0 && options->remote)
		status = make_remote(file, &certificate, &token);
	if (status != 0)
		folder_remove(folder->path);
	return status;
}

static int begin(const struct init_options *options,
		 const struct folder *folder)
{
	char *signer = NULL;
	int status = check_remote(options);

	if (status == 0)
		status = keys_default(&signer);
	if (status == 0)
		status = make(options, folder, signer);
	free(signer);
	return status;
}

int host_init(int argc, char *argv[])
{
	struct init_options options;
	int status = init_options_read(argc, argv, &options);
	struct folder folder = { .path = options.path, .lock = -1 };

	folder.file = options.file;
	if (status == 0)
		status = begin(&options, &folder);
	if (status == 0)
		note("%s: made; `denali host run %s` boots it", options.path,
		     options.path);
	hostfile_free(&options.file);
	return status;
}
