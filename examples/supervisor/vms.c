/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Commands about images and VMs.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/supervisor.h>

#include "address.h"
#include "child.h"
#include "command.h"
#include "images.h"

#define NO_VM "there is no such VM"

static struct child *word_child(struct words *words)
{
	const char *name = word_next(words);

	return name == NULL ? NULL : child_named(name);
}

/* Takes one of these KEY=NUMBERs and returns which, or -1: the next word is
 * none of them; *bad is set if it is one, and makes no sense. */
struct key {
	const char *name;
	uint32_t *number;
};

static int word_key(struct words *words, const struct key keys[], bool *bad)
{
	for (int i = 0; keys[i].name != NULL; i++) {
		const char *value = word_value(words, keys[i].name);

		if (value != NULL) {
			*bad = !text_number(value, keys[i].number);
			return i;
		}
	}
	return -1;
}

/* ---- making ---- */

static const char *plan_words(struct words *words, struct ilw_plan *plan)
{
	struct denali_plan_group *group = &plan->group;
	const struct key keys[] = {
		{ "memory", &group->memory_size },
		{ "weight", &group->weight },
		{ "cap", &group->cap },
		{ "frames", &group->frame_limit },
		{ "swap-rate", &group->swap_rate },
		{ NULL, NULL },
	};
	bool bad = false;

	while (!bad && words->next < words->count && !word_is(words, "--")) {
		if (word_is(words, "paused"))
			group->flags |= DENALI_GROUP_PAUSED;
		else if (word_is(words, "capture"))
			group->flags |= DENALI_GROUP_CAPTURE;
		else if (!word_network(words, &group->network, &bad) &&
			 word_key(words, keys, &bad) < 0)
			return BAD_WORD;
	}
	if ((group->network.flags & DENALI_NET_PRESENT) == 0)
		memset(&group->network, 0, sizeof group->network);
	while (!bad && words->next < words->count)
		bad = !ilw_plan_argument(plan, word_next(words));
	return bad ? BAD_WORD : NULL;
}

static const char *create(struct words *words)
{
	static struct ilw_plan plan;
	const char *name = word_next(words), *image = word_next(words);
	const char *error;
	int32_t vm;

	if (image == NULL || child_named(name) != NULL)
		return BAD_WORD;
	if (image_named(image) == 0)
		return "there is no such image";
	ilw_plan_begin(&plan, image_named(image), name);
	ilw_plan_argument(&plan, name);
	error = plan_words(words, &plan);
	if (error != NULL)
		return error;
	vm = ilw_plan_create(&plan);
	if (vm >= 0 && child_add((uint32_t)vm, name) == NULL) {
		ilw_vm_destroy((uint32_t)vm);
		return "too many VMs";
	}
	return outcome(vm);
}

/* ---- one number ---- */

static const char *simply(struct words *words, int32_t (*function)(uint32_t))
{
	const struct child *child = word_child(words);

	return child == NULL ? NO_VM : outcome(function(child->vm));
}

static const char *kill_vm(struct words *words)
{
	return simply(words, ilw_vm_destroy);
}

static const char *stop(struct words *words)
{
	return simply(words, ilw_vm_stop);
}

static const char *pause_vm(struct words *words)
{
	return simply(words, ilw_vm_pause);
}

static const char *resume(struct words *words)
{
	return simply(words, ilw_vm_resume);
}

/* ---- settings ---- */

static const char *tune(struct words *words)
{
	const struct child *child = word_child(words);
	struct denali_tuning tuning = { 0 };
	const struct key keys[] = {
		{ "weight", &tuning.weight },
		{ "cap", &tuning.cap },
		{ "frames", &tuning.frame_limit },
		{ "swap-rate", &tuning.swap_rate },
		{ "capture", &tuning.capture },
		{ NULL, NULL },
	};
	static const uint32_t bits[] = { DENALI_TUNE_WEIGHT, DENALI_TUNE_CAP,
					 DENALI_TUNE_FRAME_LIMIT,
					 DENALI_TUNE_SWAP_RATE,
					 DENALI_TUNE_CAPTURE };
	bool bad = false;
	int key;

	if (child == NULL)
		return NO_VM;
	while (!bad && (key = word_key(words, keys, &bad)) >= 0)
		tuning.mask |= bits[key];
	if (bad || words->next < words->count)
		return BAD_WORD;
	return outcome(ilw_vm_tune(child->vm, &tuning));
}

static const char *limit(struct words *words)
{
	const struct child *child = word_child(words);
	struct denali_tuning tuning = { .mask = DENALI_TUNE_LIMITS };
	struct denali_limits *limits = &tuning.limits;
	const struct key keys[] = {
		{ "tx-bytes", &limits->tx_bytes },
		{ "tx-frames", &limits->tx_frames },
		{ "rx-bytes", &limits->rx_bytes },
		{ "rx-frames", &limits->rx_frames },
		{ "disk-bytes", &limits->disk_bytes },
		{ "disk-requests", &limits->disk_requests },
		{ NULL, NULL },
	};
	bool bad = false;

	if (child == NULL)
		return NO_VM;
	while (!bad && word_key(words, keys, &bad) >= 0)
		;
	if (bad || words->next < words->count)
		return BAD_WORD;
	return outcome(ilw_vm_tune(child->vm, &tuning));
}

static const char *policy(struct words *words)
{
	const struct child *child = word_child(words);
	struct denali_policy wanted;

	if (child == NULL)
		return NO_VM;
	if (!word_policy(words, &wanted))
		return BAD_WORD;
	return outcome(ilw_vm_policy(child->vm, &wanted));
}

static const char *address(struct words *words)
{
	const struct child *child = word_child(words);
	struct denali_network network = { 0 };
	bool bad = false;

	if (child == NULL)
		return NO_VM;
	while (!bad && word_network(words, &network, &bad))
		;
	if (bad || words->next < words->count)
		return BAD_WORD;
	return outcome(ilw_vm_address(child->vm, &network));
}

/* ---- input ---- */

static const char *input(struct words *words)
{
	const struct child *child = word_child(words);
	char text[DENALI_CONSOLE_IN + 1] = "";
	int32_t taken;

	if (child == NULL || words->next == words->count)
		return NO_VM;
	for (; words->next < words->count; words->next++) {
		strncat(text, words->word[words->next],
			sizeof text - strlen(text) - 1);
		strncat(text, words->next + 1 < words->count ? " " : "\n",
			sizeof text - strlen(text) - 1);
	}
	taken = ilw_vm_input(child->vm, text, strlen(text));
	if (taken >= 0 && (size_t)taken < strlen(text))
		return "it has not read what it was sent before";
	return outcome(taken);
}

static const char *end_input(struct words *words)
{
	const struct child *child = word_child(words);

	return child == NULL ? NO_VM : outcome(ilw_vm_input(child->vm, "", 0));
}

/* ---- showing ---- */

static const char *state_text(uint32_t state)
{
	static const char *const texts[] = {
		"runnable", "idle",   "capped", "paging",
		"queued",   "paused", "ended",
	};

	return state <= DENALI_VM_STATE_ENDED ? texts[state] : "unknown";
}

static const char *list(struct words *words)
{
	struct denali_vm_status status;
	int32_t vm = ilw_vm_next(ILW_VM_FIRST);

	(void)words;
	for (; vm >= 0; vm = ilw_vm_next((uint32_t)vm))
		if (ilw_vm_inspect((uint32_t)vm, &status) >= 0)
			printf("%ld %s: %s, %lu frames\n", (long)vm,
			       status.name, state_text(status.state),
			       (unsigned long)status.ledger.frames);
	return NULL;
}

static void show_devices(const struct denali_vm_status *status)
{
	char text[INET_ADDRSTRLEN];

	printf("address: %s/%u, limits: %lu bytes out, %lu in, %lu disk\n",
	       inet_ntop(AF_INET, &status->network.ipv4, text, sizeof text),
	       status->network.ipv4_prefix,
	       (unsigned long)status->limits.tx_bytes,
	       (unsigned long)status->limits.rx_bytes,
	       (unsigned long)status->limits.disk_bytes);
	for (int slot = 0; slot < DENALI_DISKS; slot++)
		if (status->disk[slot].flags & DENALI_DISK_PRESENT)
			printf("disk %d: %lu blocks%s\n", slot,
			       (unsigned long)status->disk[slot].blocks,
			       status->disk[slot].flags &
					       DENALI_DISK_IS_READ_ONLY ?
				       ", read-only" :
				       "");
}

static const char *show(struct words *words)
{
	const struct child *child = word_child(words);
	struct denali_vm_status status;
	int32_t error;

	if (child == NULL)
		return NO_VM;
	error = ilw_vm_inspect(child->vm, &status);
	if (error < 0)
		return outcome(error);
	printf("%s: VM %lu of image %lu, %s, %s\n", child->name,
	       (unsigned long)status.vm, (unsigned long)status.image,
	       state_text(status.state),
	       status.resident ? "in memory" : "not in memory");
	printf("memory: %lu bytes, at most %lu frames, swap rate %lu\n",
	       (unsigned long)status.memory_size,
	       (unsigned long)status.frame_limit,
	       (unsigned long)status.swap_rate);
	printf("weight: %lu, cap: %lu\n", (unsigned long)status.weight,
	       (unsigned long)status.cap);
	show_devices(&status);
	return NULL;
}

const struct command vm_commands[] = {
	{ "load", "IMAGE FILE | IMAGE disk NUMBER BYTES", images_load },
	{ "unload", "IMAGE", images_unload },
	{ "images", "", images_list },
	{ "create",
	  "VM IMAGE [memory=|weight=|cap=|frames=|swap-rate=N] "
	  "[ip=A/P] [gateway=A] [dns=A] [mac=M] [paused] [capture] [-- ARG...]",
	  create },
	{ "ps", "", list },
	{ "show", "VM", show },
	{ "pause", "VM", pause_vm },
	{ "resume", "VM", resume },
	{ "stop", "VM", stop },
	{ "kill", "VM", kill_vm },
	{ "tune", "VM [weight=] [cap=] [frames=] [swap-rate=] [capture=]",
	  tune },
	{ "limit",
	  "VM [tx-bytes=|tx-frames=|rx-bytes=|rx-frames=|disk-bytes=|"
	  "disk-requests=N]...",
	  limit },
	{ "policy", "VM [in] [out] [in|out:tcp|udp|any:PORT[-PORT][:A/P]]...",
	  policy },
	{ "address", "VM ip=A/P [gateway=A] [dns=A] [mac=M]", address },
	{ "input", "VM WORD...", input },
	{ "end-input", "VM", end_input },
	{ NULL, NULL, NULL },
};
