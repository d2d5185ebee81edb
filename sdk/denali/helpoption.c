/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "helpoption.h"

#include <string.h>

#define NAME_CHARACTERS                                                        \
	"-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* To the next line that begins with an option; false: there is none. */
static bool find_line(struct help_place *place)
{
	while (strncmp(place->at, "  -", 3) != 0) {
		const char *end = strchr(place->at, '\n');

		if (end == NULL)
			return false;
		place->at = end + 1;
	}
	place->at += 2;
	return true;
}

static void take_value(struct help_place *place, struct help_option *option)
{
	const char *value = place->at;

	option->value = NULL;
	option->value_length = 0;
	option->optional = *value == '[';
	if (option->optional) {
		option->value = value + 1;
		option->value_length = strcspn(option->value, "]\n");
		place->at = option->value + option->value_length;
		place->at += *place->at == ']';
	} else if (*value == ' ' && value[1] != ' ' && value[1] != '-') {
		option->value = value + 1;
		option->value_length = strcspn(option->value, " \n");
		place->at = option->value + option->value_length;
		if (option->value[option->value_length - 1] == ',') {
			option->value_length--;
			place->at--;
		}
	}
}

/* A short option has the value of the long one behind it. */
static void take_value_of_long(struct help_place place,
			       struct help_option *option)
{
	place.at += 2;
	place.at += strspn(place.at, NAME_CHARACTERS);
	take_value(&place, option);
}

bool helpoption_next(struct help_place *place, struct help_option *option)
{
	if (place->inside && strncmp(place->at, ", -", 3) == 0)
		place->at += 2;
	else if (!find_line(place))
		return false;
	place->inside = true;
	option->name = place->at;
	option->name_length = strspn(place->at, NAME_CHARACTERS);
	place->at += option->name_length;
	take_value(place, option);
	if (option->name_length == 2 && option->value == NULL &&
	    strncmp(place->at, ", --", 4) == 0)
		take_value_of_long(*place, option);
	return true;
}

bool helpoption_find(struct help_place *place, const char *name, size_t length,
		     struct help_option *option)
{
	while (helpoption_next(place, option))
		if (option->name_length == length &&
		    memcmp(option->name, name, length) == 0)
			return true;
	return false;
}
