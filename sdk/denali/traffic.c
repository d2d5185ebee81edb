/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "traffic.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "../common/rule.h"
#include "error.h"
#include "parse.h"

#define WORD_MAX 32
#define FAULTS_OF 1000u /* frames */

static const struct key {
	const char *name;
	size_t offset;
} keys[] = {
	{ "tx", offsetof(struct denali_limits, tx_bytes) },
	{ "txf", offsetof(struct denali_limits, tx_frames) },
	{ "rx", offsetof(struct denali_limits, rx_bytes) },
	{ "rxf", offsetof(struct denali_limits, rx_frames) },
	{ "disk", offsetof(struct denali_limits, disk_bytes) },
	{ "ops", offsetof(struct denali_limits, disk_requests) },
};
#define KEY_COUNT (sizeof keys / sizeof keys[0])

/* Where the limit of that name is; null: there is none. */
static uint32_t *find_limit(struct denali_limits *limits, const char *name)
{
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (strcmp(keys[i].name, name) == 0)
			return (uint32_t *)(void *)((char *)limits +
						    keys[i].offset);
	return NULL;
}

/* KEY=NUMBER or KEY=NUMBER/s. */
static bool set_limit(struct part_options *part, const char *key, char *value)
{
	uint32_t *limit = find_limit(&part->limits, key);
	size_t length = strlen(value);
	uint64_t number;

	if (length > 2 && strcmp(value + length - 2, "/s") == 0)
		value[length - 2] = '\0';
	if (limit == NULL || !parse_size(value, &number) || number == 0 ||
	    number > DENALI_LIMIT_MAX)
		return false;
	*limit = (uint32_t)number;
	return true;
}

/* loss=NUMBER or late=NUMBER. */
static bool set_fault(struct part_options *part, const char *key, char *value)
{
	uint64_t number;

	if (!parse_number(value, 0, FAULTS_OF - 1, &number))
		return false;
	number = number * 65536 / FAULTS_OF;
	if (strcmp(key, "loss") == 0)
		part->lost = (uint16_t)number;
	else if (strcmp(key, "late") == 0)
		part->late = (uint16_t)number;
	else
		return false;
	return true;
}

/* KEY=VALUE[,KEY=VALUE...]; false: one of them is wrong. */
static bool set_all(struct part_options *part, const char *rest,
		    bool (*set)(struct part_options *, const char *, char *))
{
	for (;;) {
		size_t length = strcspn(rest, ",");
		char word[WORD_MAX], *value;

		if (length >= sizeof word)
			return false;
		memcpy(word, rest, length);
		word[length] = '\0';
		value = strchr(word, '=');
		if (value == NULL)
			return false;
		*value++ = '\0';
		if (!set(part, word, value))
			return false;
		if (rest[length] == '\0')
			return true;
		rest += length + 1;
	}
}

int traffic_limit(struct part_options *part, const char *value)
{
	if (set_all(part, value, set_limit))
		return 0;
	return error("--limit %s: not limits a second, 1 to %u each, of tx "
		     "and rx (bytes), txf and rxf (frames), disk (bytes) and "
		     "ops (requests), as in tx=1M,rxf=500",
		     value, DENALI_LIMIT_MAX);
}

int traffic_faults(struct part_options *part, const char *value)
{
	if (set_all(part, value, set_fault))
		return 0;
	return error("--faults %s: not frames of %u, 0 to %u each, that are "
		     "lost or come late, as in loss=20,late=50",
		     value, FAULTS_OF, FAULTS_OF - 1);
}

static int allow(struct part_options *part, uint8_t direction,
		 const char *option, const char *value)
{
	const char *wrong = rule_add(&part->policy, direction, value);

	if (wrong == NULL)
		return 0;
	return error("%s %s: %s; write 80, 53/udp, 10.0.0.0/8:1024-2047, any "
		     "or none, say",
		     option, value, wrong);
}

int traffic_allow_in(struct part_options *part, const char *value)
{
	return allow(part, DENALI_RULE_IN, "--allow-in", value);
}

int traffic_allow_out(struct part_options *part, const char *value)
{
	return allow(part, DENALI_RULE_OUT, "--allow-out", value);
}

/* FILE: the wire; N:FILE: instance N. */
int traffic_capture(struct run_options *options, const char *value)
{
	size_t digits = strspn(value, "0123456789");
	char number[WORD_MAX];
	uint64_t vm;

	if (digits == 0 || value[digits] != ':') {
		options->pcap = value;
		return 0;
	}
	if (options->capture_count == CAPTURES_MAX)
		return error("--pcap %s: at most %u instances are captured",
			     value, CAPTURES_MAX);
	memcpy(number, value, digits < sizeof number ? digits : 0);
	number[digits < sizeof number ? digits : 0] = '\0';
	if (!parse_number(number, 0, DENALI_VMS_MAX - 1, &vm) ||
	    value[digits + 1] == '\0')
		return error("--pcap %s: not INSTANCE:FILE", value);
	if (traffic_captured(options, (uint32_t)vm))
		return error("--pcap %s: instance %s is captured already",
			     value, number);
	options->captures[options->capture_count++] = (struct capture_option){
		(uint32_t)vm, value + digits + 1
	};
	return 0;
}

int traffic_check(const struct run_options *options)
{
	if (options->net == NET_NONE &&
	    (options->pcap != NULL || options->capture_count != 0))
		return error("--pcap: there is nothing to capture with "
			     "--net none");
	for (uint32_t i = 0; i < options->capture_count; i++)
		if (options->captures[i].vm >= options->count)
			return error("--pcap %u:%s: there is no instance %u; "
				     "the first is 0",
				     options->captures[i].vm,
				     options->captures[i].path,
				     options->captures[i].vm);
	return 0;
}

bool traffic_captured(const struct run_options *options, uint32_t vm)
{
	for (uint32_t i = 0; i < options->capture_count; i++)
		if (options->captures[i].vm == vm)
			return true;
	return false;
}
