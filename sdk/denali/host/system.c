/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A system is made under another name and takes its place by renames, of which
 * a loss of power may leave the first alone: current is missing then, and the
 * next call mends that.
 */
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "error.h"
#include "remedy.h"
#include "sdk.h"
#include "version.h"

#define CURRENT "system/current"
#define PREVIOUS "system/previous"
#define MADE "system/new"

static const char *const files[] = { "kernel.elf", "supervisor", "version" };
#define FILES (sizeof files / sizeof files[0])
#define PROGRAMS 2 /* those that are run come first */

#define VERSION_MAX 64
#define BUILD_BYTES 6 /* of the digest */

static char *file_path(const struct folder *folder, const char *which,
		       const char *file)
{
	return allocate_text("%s/%s/%s", folder->path, which, file);
}

char *system_kernel(const struct folder *folder)
{
	return file_path(folder, CURRENT, files[0]);
}

char *system_supervisor(const struct folder *folder)
{
	return file_path(folder, CURRENT, files[1]);
}

/* What the file has is hashed; false: it cannot be read. */
static bool hash_file(crypto_hash_sha256_state *hash, const char *path)
{
	FILE *file = fopen(path, "re");
	uint8_t bytes[16384];
	size_t count;
	bool good;

	if (file == NULL)
		return false;
	while ((count = fread(bytes, 1, sizeof bytes, file)) > 0)
		crypto_hash_sha256_update(hash, bytes, count);
	good = !ferror(file);
	fclose(file);
	return good;
}

static bool hash_system(const struct folder *folder, const char *which,
			uint8_t digest[crypto_hash_sha256_BYTES])
{
	crypto_hash_sha256_state hash;
	bool good = true;

	crypto_hash_sha256_init(&hash);
	for (int i = 0; good && i < PROGRAMS; i++) {
		char *path = file_path(folder, which, files[i]);

		good = hash_file(&hash, path);
		free(path);
	}
	crypto_hash_sha256_final(&hash, digest);
	return good;
}

static void read_version(const char *path, char version[VERSION_MAX])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = -1;

	if (fd >= 0) {
		length = read(fd, version, VERSION_MAX - 1);
		close(fd);
	}
	version[length > 0 ? length : 0] = '\0';
	version[strcspn(version, "\n")] = '\0';
}

void system_name(const struct folder *folder, const char *which,
		 char name[SYSTEM_NAME_MAX])
{
	char *system = allocate_text("system/%s", which);
	char *path = file_path(folder, system, files[PROGRAMS]);
	uint8_t digest[crypto_hash_sha256_BYTES];
	char version[VERSION_MAX], build[2 * BUILD_BYTES + 1];

	read_version(path, version);
	snprintf(name, SYSTEM_NAME_MAX, "%s", version);
	if (hash_system(folder, system, digest)) {
		sodium_bin2hex(build, sizeof build, digest, BUILD_BYTES);
		snprintf(name, SYSTEM_NAME_MAX, "%s (build %s)", version,
			 build);
	}
	free(path);
	free(system);
}

static int failed(const char *path)
{
	return error("%s: cannot make it: %s; %s", path, strerror(errno),
		     remedy(errno));
}

static void remove_system(const struct folder *folder, const char *which)
{
	char *path;

	for (size_t i = 0; i < FILES; i++) {
		path = file_path(folder, which, files[i]);
		unlink(path);
		free(path);
	}
	path = folder_path(folder, which);
	rmdir(path);
	free(path);
}

/* The whole file, flushed; false: errno says why. */
static bool copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in < 0 ? -1 :
			   open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
				0644);
	bool copied = false;
	struct stat status;

	if (out >= 0 && fstat(in, &status) == 0) {
		while (status.st_size > 0) {
			ssize_t done = sendfile(out, in, NULL,
						(size_t)status.st_size);

			if (done <= 0)
				break;
			status.st_size -= done;
		}
		copied = status.st_size == 0 && fsync(out) == 0;
	}
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return copied;
}

static int copy_into(const struct folder *folder, const char *from,
		     const char *file)
{
	char *to = file_path(folder, MADE, file);
	int status = copy_file(from, to) ? 0 : failed(to);

	free(to);
	return status;
}

static char *find_supervisor(void)
{
	char *path = sdk_path("share/denali/supervisor");

	if (path != NULL && access(path, R_OK) == 0)
		return path;
	error("the SDK has no supervisor%s%s; `denali doctor` looks what else "
	      "is missing",
	      path != NULL ? ": there is no " : "", path != NULL ? path : "");
	free(path);
	return NULL;
}

/* system/new, of this SDK. */
static int make(const struct folder *folder)
{
	char *made = folder_path(folder, MADE);
	char *kernel = kernel_find();
	char *supervisor = kernel != NULL ? find_supervisor() : NULL;
	int status = supervisor != NULL ? 0 : STATUS_ERROR;

	remove_system(folder, MADE);
	if (status == 0 && mkdir(made, 0755) != 0)
		status = failed(made);
	if (status == 0)
		status = copy_into(folder, kernel, files[0]);
	if (status == 0)
		status = copy_into(folder, supervisor, files[1]);
	if (status == 0)
		status = folder_write(folder, MADE "/version",
				      DENALI_VERSION "\n",
				      sizeof DENALI_VERSION, 0644);
	free(supervisor);
	free(kernel);
	free(made);
	return status;
}

static bool same_file(const struct folder *folder, const char *file)
{
	char *one = file_path(folder, CURRENT, file);
	char *other = file_path(folder, MADE, file);
	FILE *a = fopen(one, "re"), *b = fopen(other, "re");
	bool same = a != NULL && b != NULL;
	int byte = 0;

	while (same && byte != EOF) {
		byte = getc(a);
		same = byte == getc(b);
	}
	if (a != NULL)
		fclose(a);
	if (b != NULL)
		fclose(b);
	free(other);
	free(one);
	return same;
}

static int move(const struct folder *folder, const char *from, const char *to)
{
	char *old = folder_path(folder, from), *new = folder_path(folder, to);
	int status = 0;

	if (rename(old, new) != 0)
		status = error("%s: cannot rename it to %s: %s", old, new,
			       strerror(errno));
	free(new);
	free(old);
	return status;
}

static bool is_there(const struct folder *folder, const char *which)
{
	char *path = folder_path(folder, which);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

int system_install(const struct folder *folder, bool *changed)
{
	int status = make(folder);

	*changed = !same_file(folder, files[0]) || !same_file(folder, files[1]);
	if (status == 0 && *changed) {
		if (is_there(folder, CURRENT)) {
			remove_system(folder, PREVIOUS);
			status = move(folder, CURRENT, PREVIOUS);
		}
		return status != 0 ? status : move(folder, MADE, CURRENT);
	}
	remove_system(folder, MADE);
	return status;
}

int system_go_back(const struct folder *folder)
{
	int status;

	if (!is_there(folder, PREVIOUS))
		return error("%s: there is nothing to go back to: the host has "
			     "not been upgraded",
			     folder->path);
	remove_system(folder, MADE);
	status = is_there(folder, CURRENT) ? move(folder, CURRENT, MADE) : 0;
	if (status == 0)
		status = move(folder, PREVIOUS, CURRENT);
	if (status == 0 && is_there(folder, MADE))
		status = move(folder, MADE, PREVIOUS);
	return status;
}
