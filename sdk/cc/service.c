/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "service.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"
#include "memory.h"

/* Memory, name and so on, which the kernel reads. */
static void apply_memory(struct options *options)
{
	struct denali_manifest *manifest = &options->manifest;
	struct manifest *service = &options->service;

	if (manifest->memory_size == 0)
		manifest->memory_size = service->memory;
	service->memory = manifest->memory_size;
	manifest->frame_limit = service->frames / DENALI_PAGE_SIZE;
	if (service->private)
		manifest->flags |= DENALI_MANIFEST_PRIVATE;
	if (manifest->name[0] == '\0' && service->name != NULL)
		strcpy(manifest->name, service->name);
	if (manifest->name[0] != '\0') {
		free(service->name);
		service->name = need(strdup(manifest->name));
	}
	options->has_manifest = true;
}

static void apply_stack(struct options *options)
{
	if (options->stack_size == 0)
		options->stack_size = options->service.stack;
	options->service.stack = options->stack_size;
}

/* The options' rules behind its own. */
static void apply_policy(struct options *options)
{
	struct denali_policy *policy = &options->service.policy;

	if (policy->rule_count + options->policy.rule_count >
	    DENALI_POLICY_RULES)
		fail("%s: with those of --allow-in and --allow-out there are"
		     " more than %d rules",
		     options->manifest_file, DENALI_POLICY_RULES);
	memcpy(&policy->rule[policy->rule_count], options->policy.rule,
	       options->policy.rule_count * sizeof(policy->rule[0]));
	policy->rule_count += options->policy.rule_count;
	policy->flags |= options->policy.flags;
	options->policy = *policy;
}

static void apply_disks(struct options *options)
{
	const struct manifest *service = &options->service;

	for (uint32_t i = 0; i < service->disk_count; i++) {
		const struct manifest_disk *disk = &service->disks[i];
		char *spec;

		if (disk->mount == NULL)
			continue;
		spec = allocate_text("disk%u:%s%s", i, disk->mount,
				     disk->read_only ? ":ro" : "");
		mounts_add(&options->mounts, &options->files, spec);
		options->has_files = true;
		free(spec);
	}
}

/* As a fault of the manifest, where somebody looks for it. */
static void check_folder(const struct options *options, const char *folder)
{
	struct stat status;

	if (stat(folder, &status) == 0 && S_ISDIR(status.st_mode))
		return;
	fail("%s: [[files]] from: there is no folder %s; correct the name,"
	     " which counts from where the manifest is",
	     options->manifest_file, folder);
}

static void apply_files(struct options *options)
{
	const struct manifest *service = &options->service;

	for (uint32_t i = 0; i < service->file_count; i++) {
		char *spec;

		check_folder(options, service->files[i].from);
		spec = allocate_text("%s:%s", service->files[i].from,
				     service->files[i].at);

		bundle_add(&options->files, spec);
		options->has_files = true;
		free(spec);
	}
}

void service_apply(struct options *options)
{
	if (options->manifest_file == NULL)
		return;
	if (!manifest_read(&options->service, options->manifest_file,
			   error_tell))
		exit(EXIT_ERROR);
	apply_memory(options);
	apply_stack(options);
	apply_policy(options);
	apply_disks(options);
	apply_files(options);
}
