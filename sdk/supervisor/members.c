/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the body of a request holds, member by member.
 */
#include <stdio.h>
#include <string.h>

#include "api.h"

static const struct member *find(const struct member *members, const char *name)
{
	for (; members->name != NULL; members++)
		if (strcmp(members->name, name) == 0)
			return members;
	return NULL;
}

static const char *kind_text(enum member_kind kind)
{
	static const char *const texts[] = {
		[MEMBER_TEXT] = "a string",    [MEMBER_NUMBER] = "an integer",
		[MEMBER_BOOL] = "a boolean",   [MEMBER_LIST] = "an array",
		[MEMBER_OBJECT] = "an object", [MEMBER_ANY] = "anything",
	};

	return texts[kind];
}

static bool is_of(const json_t *value, enum member_kind kind)
{
	switch (kind) {
	case MEMBER_TEXT:
		return json_is_string(value);
	case MEMBER_NUMBER:
		return json_is_integer(value);
	case MEMBER_BOOL:
		return json_is_boolean(value);
	case MEMBER_LIST:
		return json_is_array(value);
	case MEMBER_OBJECT:
		return json_is_object(value);
	default:
		return true;
	}
}

/* What its bounds are about. */
static int64_t measure(const json_t *value)
{
	if (json_is_integer(value))
		return json_integer_value(value);
	if (json_is_string(value))
		return (int64_t)json_string_length(value);
	if (json_is_array(value))
		return (int64_t)json_array_size(value);
	return (int64_t)json_object_size(value);
}

static bool bounded(enum member_kind kind)
{
	return kind != MEMBER_BOOL && kind != MEMBER_ANY;
}

static const char *unit_text(enum member_kind kind)
{
	switch (kind) {
	case MEMBER_TEXT:
		return " bytes long";
	case MEMBER_LIST:
		return " elements long";
	case MEMBER_OBJECT:
		return " members long";
	default:
		return "";
	}
}

static void give(const struct member *member, json_t *value)
{
	switch (member->kind) {
	case MEMBER_TEXT:
		*(const char **)member->to = json_string_value(value);
		break;
	case MEMBER_NUMBER:
		*(int64_t *)member->to = json_integer_value(value);
		break;
	case MEMBER_BOOL:
		*(bool *)member->to = json_is_true(value);
		break;
	default:
		*(json_t **)member->to = value;
	}
}

static bool take(const struct member *member, json_t *value, const char *where,
		 struct answer *answer)
{
	if (!is_of(value, member->kind)) {
		answer_error(answer, 400, "body", "%s%s must be %s", where,
			     member->name, kind_text(member->kind));
		return false;
	}
	if (bounded(member->kind) &&
	    (measure(value) < member->least || measure(value) > member->most)) {
		answer_error(answer, 400, "body", "%s%s must be %lld to %lld%s",
			     where, member->name, (long long)member->least,
			     (long long)member->most, unit_text(member->kind));
		return false;
	}
	give(member, value);
	return true;
}

bool object_members(json_t *object, const char *where, struct answer *answer,
		    const struct member *members)
{
	char before[80] = "";
	const char *name;
	json_t *value;

	if (where[0] != '\0')
		snprintf(before, sizeof before, "%s.", where);
	if (!json_is_object(object)) {
		answer_error(answer, 400, "body", "%s must be an object",
			     where[0] == '\0' ? "the body" : where);
		return false;
	}
	json_object_foreach (object, name, value) {
		const struct member *member = find(members, name);

		if (member == NULL) {
			answer_error(answer, 400, "body",
				     "%s%.64s is not known here", before, name);
			return false;
		}
		if (!take(member, value, before, answer))
			return false;
	}
	for (; members->name != NULL; members++)
		if (members->needed &&
		    json_object_get(object, members->name) == NULL) {
			answer_error(answer, 400, "body", "%s%s is missing",
				     before, members->name);
			return false;
		}
	return true;
}

bool request_members(const struct request *request, struct answer *answer,
		     const struct member *members)
{
	return object_members(request->body, "", answer, members);
}
