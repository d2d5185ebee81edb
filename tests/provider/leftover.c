/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "leftover.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "snapshot.h"

#define MOUNT "build/tests/ext2-mount"
#define RUN_MS 60000
#define MiB 1048576u
#define BOOT (64 * MiB) /* before the file system */

/* A size in host.toml's [disk]. */
static uint64_t area(const struct hosting *host, const char *key)
{
	char path[300], pattern[64];
	struct bytes text = { 0 };
	double size;

	snprintf(path, sizeof path, "%s/host.toml", host->folder);
	if (!bytes_read_file(&text, path))
		abort();
	snprintf(pattern, sizeof pattern, "%s = \"", key);
	size = bytes_number_after(&text, pattern);
	if (bytes_match(&text, "M\"") && size > 0)
		size *= MiB;
	bytes_free(&text);
	return size > 0 ? (uint64_t)size : 0;
}

/* Runs a program; what it says is told if its status is not 0. */
static bool run(const char *const words[])
{
	struct process process;
	bool well = process_run(&process, words, RUN_MS) && process.status == 0;

	if (!well)
		fprintf(stderr, "%s: status %d: %s%s\n", words[0],
			process.status,
			process.out.data != NULL ? process.out.data : "",
			process.err.data != NULL ? process.err.data : "");
	process_finish(&process);
	return well;
}

static bool write_part(const char *path, const uint8_t *data, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	size_t at = 0;

	while (fd >= 0 && at < length) {
		ssize_t size = write(fd, data + at, length - at);

		if (size <= 0)
			break;
		at += (size_t)size;
	}
	if (fd >= 0)
		close(fd);
	return at == length;
}

static bool mount_state(const char *folder, const uint8_t *data, size_t length)
{
	char image[300], request[300];
	bool good;

	snprintf(image, sizeof image, "%s.img", folder);
	snprintf(request, sizeof request, "rdump / %s", folder);
	good = mkdir(folder, 0700) == 0 && write_part(image, data, length) &&
	       run((const char *[]){ MOUNT, image, NULL }) &&
	       run((const char *[]){ "e2fsck", "-fn", image, NULL }) &&
	       run((const char *[]){ "debugfs", "-R", request, image, NULL });
	unlink(image);
	return good;
}

/* SQLite rolls back what was not committed. */
static bool check_database(const char *folder)
{
	struct process process;
	char path[300];
	bool good;

	snprintf(path, sizeof path, "%s/denali.db", folder);
	if (access(path, F_OK) != 0)
		return true;
	good = process_run(&process,
			   (const char *[]){ "sqlite3", "-batch", path,
					     "PRAGMA integrity_check; "
					     "PRAGMA foreign_key_check;",
					     NULL },
			   RUN_MS) &&
	       process.status == 0 && strcmp(process.out.data, "ok\n") == 0;
	if (!good)
		fprintf(stderr, "denali.db: %s%s\n", process.out.data,
			process.err.data);
	process_finish(&process);
	return good;
}

/* Each digest of a version is that of a file. */
static bool check_image(const char *folder, const char *digest)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct bytes image = { 0 };
	char path[400], text[65];
	const char *hex = strrchr(digest, ':');
	bool good;

	hex = hex != NULL ? hex + 1 : digest;
	snprintf(path, sizeof path, "%s/images/%s", folder, hex);
	good = bytes_read_file(&image, path);
	if (good) {
		crypto_hash_sha256(hash, (const unsigned char *)image.data,
				   image.length);
		sodium_bin2hex(text, sizeof text, hash, sizeof hash);
		good = strcmp(text, hex) == 0;
	}
	if (!good)
		fprintf(stderr, "%s: not there, or not what it was\n", path);
	bytes_free(&image);
	return good;
}

static bool check_images(const char *folder, const json_t *state)
{
	json_t *services = json_object_get(state, "services"), *service,
	       *digest;
	const char *name, *number;
	bool good = true;

	json_object_foreach (services, name, service)
		json_object_foreach (json_object_get(service, "versions"),
				     number, digest)
			good &= check_image(folder, json_string_value(digest));
	return good;
}

static bool ask(struct leftover *leftover, struct hosting *standin,
		const char *tenant)
{
	if (!hosting_start(standin))
		return false;
	if (tenant != NULL) {
		leftover->state = snapshot_take(&standin->api, tenant);
		leftover->current = snapshot_current(&standin->api, tenant);
	}
	hosting_kill(standin);
	return tenant == NULL ||
	       (leftover->state != NULL &&
		check_images(standin->folder, leftover->state));
}

bool leftover_open(struct leftover *leftover, const struct hosting *host,
		   const uint8_t *disk, size_t size, const char *tenant)
{
	uint64_t state = area(host, "state"), disks = area(host, "disks");
	char option[64], path[300], token[300];
	struct hosting standin;
	bool good;

	if (state == 0 || BOOT + state + disks > size)
		abort();
	snprintf(option, sizeof option, "1:0:%u", (unsigned)(disks / 4096));
	hosting_make(&standin, false,
		     (const char *[]){ "--disks", option, "--pool",
				       "10.0.2.64/26", NULL });
	rmdir(standin.folder);
	good = mount_state(standin.folder, disk + BOOT, state) &&
	       check_database(standin.folder);
	snprintf(path, sizeof path, "%s/disk", standin.folder);
	snprintf(token, sizeof token, "%s/admin.token", standin.folder);
	good = good && write_part(path, disk + BOOT + state, disks) &&
	       write_part(token, (const uint8_t *)host->token,
			  strlen(host->token)) &&
	       ask(leftover, &standin, tenant);
	hosting_finish(&standin);
	return good;
}

void leftover_close(struct leftover *leftover)
{
	json_decref(leftover->state);
	json_decref(leftover->current);
}
