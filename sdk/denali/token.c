/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "token.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define PREFIX_LENGTH (sizeof TOKEN_PREFIX - 1)

/* What is between the hyphens after the prefix. */
enum {
	PART_NAME,
	PART_BUILD_ID,
	PART_CAUSE,
	PART_DETAIL,
	PART_EIP,
	PART_BASE,
	PART_PAGES,
	PART_CALLS,
	PART_CHECK,
	PART_COUNT
};

static const char *const part_names[PART_COUNT] = {
	"the name",
	"the build-id",
	"the cause",
	"the address",
	"the instruction's address",
	"the base",
	"the size of the memory",
	"the return addresses",
	"the checksum",
};

struct part {
	const char *text;
	size_t length;
};

static uint32_t checksum(const char *text, size_t length)
{
	return (uint32_t)crc32(0, (const Bytef *)text, (uInt)length);
}

/* ---- writing ---- */

static void copy_name(char to[TOKEN_NAME_MAX], const char *name)
{
	size_t i = 0;

	for (; i < TOKEN_NAME_MAX - 1 && name[i] != '\0'; i++)
		to[i] = isalnum((unsigned char)name[i]) ? name[i] : '_';
	if (i == 0)
		to[i++] = '_';
	to[i] = '\0';
}

void token_make(struct token *token, const struct image *image,
		const struct denali_post_mortem *crash,
		const struct trace *trace)
{
	*token = (struct token){
		.build_id_length = image->build_id_length < TOKEN_ID_MAX ?
					   image->build_id_length :
					   TOKEN_ID_MAX,
		.cause = crash->cause,
		.error_code = crash->error_code,
		.detail = crash->detail,
		.eip = crash->registers.eip,
		.base = crash->base,
		.pages = image->memory_size / DENALI_PAGE_SIZE,
	};
	copy_name(token->name, image->name);
	memcpy(token->build_id, image->build_id, token->build_id_length);
	for (uint32_t i = 1; i < trace->frame_count; i++)
		if (token->call_count < TOKEN_CALLS_MAX)
			token->calls[token->call_count++] =
				trace->frames[i].address - crash->base;
}

static size_t add(char text[TOKEN_TEXT_MAX], size_t length, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

/* All that is ever added fits. */
static size_t add(char text[TOKEN_TEXT_MAX], size_t length, const char *format,
		  ...)
{
	va_list values;
	int more;

	va_start(values, format);
	more = vsnprintf(text + length, TOKEN_TEXT_MAX - length, format,
			 values);
	va_end(values);
	return length + (more > 0 ? (size_t)more : 0);
}

const char *token_text(const struct token *token, char text[TOKEN_TEXT_MAX])
{
	size_t length = add(text, 0, TOKEN_PREFIX "%s-", token->name);

	for (uint32_t i = 0; i < token->build_id_length; i++)
		length = add(text, length, "%02x", token->build_id[i]);
	length = add(text, length, "%s-%x.%x-%x-%x-%x-%x-",
		     token->build_id_length == 0 ? "0" : "", token->cause,
		     token->error_code, token->detail, token->eip, token->base,
		     token->pages);
	for (uint32_t i = 0; i < token->call_count; i++)
		length = add(text, length, "%s%x", i > 0 ? "." : "",
			     token->calls[i]);
	if (token->call_count == 0)
		length = add(text, length, "0");
	add(text, length, "-%08x", checksum(text, length));
	return text;
}

/* ---- reading ---- */

static bool take_digit(uint32_t *value, char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = digit != '\0' ? strchr(digits, digit) : NULL;

	if (found == NULL)
		return false;
	*value = *value << 4 | (uint32_t)(found - digits);
	return true;
}

static bool read_number(const char *text, size_t length, uint32_t *value)
{
	*value = 0;
	if (length == 0 || length > 8)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!take_digit(value, text[i]))
			return false;
	return true;
}

/* Numbers with points between them; how many, 0 if that is not what it is. */
static uint32_t read_numbers(const struct part *part, uint32_t *values,
			     uint32_t most)
{
	const char *text = part->text, *end = text + part->length;
	uint32_t count = 0;

	for (;;) {
		const char *point = memchr(text, '.', (size_t)(end - text));
		const char *stop = point != NULL ? point : end;

		if (count == most ||
		    !read_number(text, (size_t)(stop - text), &values[count++]))
			return 0;
		if (point == NULL)
			return count;
		text = point + 1;
	}
}

static bool read_name(struct token *token, const struct part *part)
{
	if (part->length == 0 || part->length >= TOKEN_NAME_MAX)
		return false;
	for (size_t i = 0; i < part->length; i++)
		if (!isalnum((unsigned char)part->text[i]) &&
		    part->text[i] != '_')
			return false;
	memcpy(token->name, part->text, part->length);
	return true;
}

static bool read_build_id(struct token *token, const struct part *part)
{
	if (part->length == 1 && part->text[0] == '0')
		return true;
	if (part->length == 0 || part->length % 2 != 0 ||
	    part->length > 2 * TOKEN_ID_MAX)
		return false;
	for (size_t i = 0; i < part->length; i += 2) {
		uint32_t value;

		if (!read_number(part->text + i, 2, &value))
			return false;
		token->build_id[token->build_id_length++] = (uint8_t)value;
	}
	return true;
}

static bool read_cause(struct token *token, const struct part *part)
{
	uint32_t values[2];

	if (read_numbers(part, values, 2) != 2)
		return false;
	token->cause = values[0];
	token->error_code = values[1];
	return true;
}

static bool read_calls(struct token *token, const struct part *part)
{
	token->call_count = read_numbers(part, token->calls, TOKEN_CALLS_MAX);
	if (token->call_count == 0)
		return false;
	if (token->call_count == 1 && token->calls[0] == 0)
		token->call_count = 0;
	return true;
}

static bool read_part(struct token *token, unsigned number,
		      const struct part *part)
{
	uint32_t ignored;
	uint32_t *const values[PART_COUNT] = {
		[PART_DETAIL] = &token->detail, [PART_EIP] = &token->eip,
		[PART_BASE] = &token->base,     [PART_PAGES] = &token->pages,
		[PART_CHECK] = &ignored,
	};

	switch (number) {
	case PART_NAME:
		return read_name(token, part);
	case PART_BUILD_ID:
		return read_build_id(token, part);
	case PART_CAUSE:
		return read_cause(token, part);
	case PART_CALLS:
		return read_calls(token, part);
	default:
		return read_number(part->text, part->length, values[number]);
	}
}

/* Cut at the hyphens; how many parts there are, at most one too many. */
static unsigned split(const char *text, size_t length,
		      struct part parts[PART_COUNT + 1])
{
	const char *end = text + length;
	unsigned count = 0;

	while (count <= PART_COUNT) {
		const char *hyphen = memchr(text, '-', (size_t)(end - text));
		const char *stop = hyphen != NULL ? hyphen : end;

		parts[count++] = (struct part){ text, (size_t)(stop - text) };
		if (hyphen == NULL)
			break;
		text = hyphen + 1;
	}
	return count;
}

static bool check_prefix(const char *text, size_t length,
			 char problem[TOKEN_PROBLEM_MAX])
{
	size_t version = sizeof "denali-" - 1, digits = 0;

	if (length >= PREFIX_LENGTH &&
	    memcmp(text, TOKEN_PREFIX, PREFIX_LENGTH) == 0)
		return true;
	if (length <= version || memcmp(text, TOKEN_PREFIX, version) != 0) {
		snprintf(problem, TOKEN_PROBLEM_MAX,
			 "it does not begin with " TOKEN_PREFIX);
		return false;
	}
	while (version + digits < length && digits < 10 &&
	       isdigit((unsigned char)text[version + digits]))
		digits++;
	snprintf(problem, TOKEN_PROBLEM_MAX,
		 digits > 0 ? "it is of version %.*s, and this command knows "
			      "version 1; use the SDK that made it" :
			      "it has no version after denali-",
		 (int)digits, text + version);
	return false;
}

/* Is the last part what it must be for those before? */
static bool check_sum(const char *text, const struct part *check)
{
	uint32_t value = 0;

	return check->length == 8 &&
	       read_number(check->text, check->length, &value) &&
	       value == checksum(text, (size_t)(check->text - text) - 1);
}

bool token_read(struct token *token, const char *text, size_t length,
		char problem[TOKEN_PROBLEM_MAX])
{
	struct part parts[PART_COUNT + 1];
	unsigned count;

	*token = (struct token){ .call_count = 0 };
	if (!check_prefix(text, length, problem))
		return false;
	count = split(text + PREFIX_LENGTH, length - PREFIX_LENGTH, parts);
	for (unsigned i = 0; i < count && i < PART_COUNT; i++)
		if (!read_part(token, i, &parts[i])) {
			snprintf(problem, TOKEN_PROBLEM_MAX,
				 "it is garbled at %s: %.*s", part_names[i],
				 parts[i].length < 40 ? (int)parts[i].length :
							40,
				 parts[i].text);
			return false;
		}
	if (count < PART_COUNT)
		snprintf(problem, TOKEN_PROBLEM_MAX,
			 "it ends before %s; copy it whole", part_names[count]);
	else if (count > PART_COUNT)
		snprintf(problem, TOKEN_PROBLEM_MAX,
			 "there is more after the checksum");
	else if (!check_sum(text, &parts[PART_CHECK]))
		snprintf(problem, TOKEN_PROBLEM_MAX,
			 "the checksum does not match: it was changed, or is "
			 "not whole");
	else
		return true;
	return false;
}

size_t token_length(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length &&
	       (isalnum((unsigned char)text[i]) || text[i] == '-' ||
		text[i] == '.' || text[i] == '_'))
		i++;
	/* The end of a sentence. */
	while (i > 0 && text[i - 1] == '.')
		i--;
	return i;
}
