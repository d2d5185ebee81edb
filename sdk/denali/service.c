/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "service.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "imagenotes.h"
#include "newdisk.h"
#include "publish.h"

static void tell(const char *text)
{
	error("%s", text);
}

int service_read(struct manifest *manifest, const struct image *image)
{
	struct image_note note;

	*manifest = (struct manifest){ 0 };
	if (!imagenotes_find(image, DENALI_NOTE_SERVICE, &note)) {
		manifest->policy = imagenotes_policy(image);
		return 0;
	}
	if (manifest_from_note(manifest, image->path, note.description,
			       note.length, tell))
		return 0;
	return STATUS_ERROR;
}

/* Who has written no manifest may think that -P knows the ports. */
static void warn_of_no_ports(const struct part_options *part,
			     const struct image *image)
{
	struct image_note service;

	if (part->forward_count == 0 &&
	    (imagenotes_policy(image).flags & DENALI_POLICY_IN) == 0 &&
	    !imagenotes_find(image, DENALI_NOTE_SERVICE, &service))
		note("-P: %s names no ports (it was linked without "
		     "--manifest), and so none is forwarded; name them by -p, "
		     "as in -p 8080:80",
		     part->image);
}

/* Does the command line set the variable of NAME=VALUE? */
static bool has_variable(const struct part_options *part, const char *variable)
{
	size_t length = strcspn(variable, "=") + 1;

	for (uint32_t i = 0; i < part->environment_count; i++)
		if (strncmp(part->environment[i], variable, length) == 0)
			return true;
	return false;
}

static void apply_environment(struct part_options *part,
			      const struct manifest *manifest)
{
	const struct manifest_texts *said = &manifest->environment;
	const char **all = allocate(part->environment_count + said->count,
				    sizeof *all);
	uint32_t count = 0;

	for (uint32_t i = 0; i < said->count; i++)
		if (!has_variable(part, said->texts[i]))
			all[count++] = said->texts[i];
	if (part->environment_count > 0)
		memcpy(all + count, part->environment,
		       part->environment_count * sizeof *all);
	free(part->environment);
	part->environment = all;
	part->environment_count += count;
}

static void apply_shares(struct part_options *part,
			 const struct manifest *manifest)
{
	if (part->weights.count == 0 && manifest->weight != 0)
		part->weights = (struct turns){
			.count = 1, .values = { (uint16_t)manifest->weight }
		};
	if (part->caps.count == 0 && manifest->cap != 0)
		part->caps = (struct turns){
			.count = 1, .values = { (uint16_t)manifest->cap }
		};
	if (part->limits.rx_bytes == 0)
		part->limits.rx_bytes = manifest->bytes_in;
	if (part->limits.tx_bytes == 0)
		part->limits.tx_bytes = manifest->bytes_out;
}

/* Beside the image, IMAGE.NAME.disk; made if it is not there. */
static int apply_disks(struct part_options *part,
		       const struct manifest *manifest)
{
	int status = 0;

	for (uint32_t i = 0; i < manifest->disk_count && status == 0; i++) {
		const struct manifest_disk *disk = &manifest->disks[i];
		struct disk_option *option = &part->disks[i];

		option->path = allocate_text("%s.%s.disk", part->image,
					     disk->name);
		option->read_only = disk->read_only;
		part->disk_count = i + 1;
		if (part->count > 1 && !disk->read_only)
			return error("%s: %u instances cannot write to its one "
				     "disk %s; run one, or make each a part of "
				     "its own by --and and give it a disk by "
				     "-v",
				     part->image, part->count, disk->name);
		status = newdisk_make(option->path, disk);
	}
	return status;
}

static int apply_part(const struct run_options *options,
		      struct part_options *said, struct part *part)
{
	struct manifest *manifest = &part->service;
	int status = service_read(manifest, &part->image);

	if (status != 0)
		return status;
	if (said->argument_count == 0) {
		said->arguments = manifest->arguments.texts;
		said->argument_count = manifest->arguments.count;
	}
	apply_environment(said, manifest);
	apply_shares(said, manifest);
	if (said->publish)
		status = publish_ports(options, said, manifest);
	if (said->publish && status == 0 && options->output != OUTPUT_QUIET)
		warn_of_no_ports(said, &part->image);
	return status;
}

/* A machine that is to boot elsewhere has disks of its own, which are told by
 * their numbers. */
static int ask_disk(const struct part_options *part,
		    const struct manifest *manifest)
{
	if (manifest->disk_count == 0)
		return 0;
	return error("image: %s needs a disk, %s; say which of the machine's "
		     "it is, as by -v 1",
		     part->image, manifest->disks[0].name);
}

/* After all else that can be wrong, since it leaves files. */
static int apply_all_disks(struct run_options *options,
			   const struct parts *parts)
{
	bool here = strcmp(options->verb, "run") == 0;
	int status = 0;

	for (uint32_t i = 0; i < parts->count && status == 0; i++) {
		struct part_options *part = &options->parts[i];
		const struct manifest *manifest = &parts->all[i].service;

		if (part->disk_count == 0)
			status = here ? apply_disks(part, manifest) :
					ask_disk(part, manifest);
	}
	return status;
}

int service_apply(struct run_options *options, struct parts *parts)
{
	int status = 0;

	for (uint32_t i = 0; i < parts->count && status == 0; i++)
		status = apply_part(options, &options->parts[i],
				    &parts->all[i]);
	if (status == 0)
		status = apply_all_disks(options, parts);
	return status != 0 ? status : options_check(options);
}
