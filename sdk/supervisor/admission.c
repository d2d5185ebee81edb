/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "admission.h"

#include <stdio.h>
#include <string.h>

#include "host.h"
#include "images.h"
#include "keys.h"
#include "minisign.h"
#include "publication.h"

static bool refuse(struct answer *answer, const char *code, const char *text)
{
	answer_error(answer, 422, code, "the signature: %s", text);
	return false;
}

static bool check_key(struct admission *admission,
		      const struct minisign *signature, struct answer *answer)
{
	struct minisign_key key;
	char id[MINISIGN_ID_TEXT];
	uint8_t hash[IMAGE_HASH];
	const char *wrong;

	minisign_id_text(signature->id, id);
	memcpy(key.id, signature->id, sizeof key.id);
	if (!key_find(admission->tenant, key.id, key.bytes, admission->key)) {
		answer_error(answer, 422, "signature-key",
			     "the signature: key %s is none of the tenant's; "
			     "register it, or sign with one that is",
			     id);
		return false;
	}
	if (!image_hash(admission->image, hash))
		return refuse(answer, "signature", "its image is not there");
	wrong = minisign_verify(signature, &key, hash);
	return wrong == NULL || refuse(answer, "signature", wrong);
}

static bool check_time(struct admission *admission, uint64_t time,
		       struct answer *answer)
{
	int64_t now = clock_wall();

	if (time > INT64_MAX || (int64_t)time > now + ADMISSION_AHEAD)
		return refuse(answer, "signature-time",
			      "it is from the future; set the clock of the "
			      "machine that signs");
	if ((int64_t)time <= admission->after)
		return refuse(answer, "signature-replayed",
			      "it is not newer than the last one that was "
			      "admitted for the service; sign again");
	admission->time = (int64_t)time;
	return true;
}

static bool check_comment(struct admission *admission, const char *comment,
			  struct answer *answer)
{
	struct publication said;

	if (!publication_read(comment, &said))
		return refuse(answer, "signature-comment",
			      "its trusted comment is not `service=NAME "
			      "time=MILLISECONDS digest=sha256:HEX`; sign by "
			      "denali publish");
	if (strcmp(said.service, admission->service) != 0)
		return refuse(answer, "signature-service",
			      "it is for another service; sign for this one");
	if (strcmp(said.digest, admission->digest) != 0)
		return refuse(answer, "signature-digest",
			      "it is for another image; sign this one");
	return check_time(admission, said.time, answer);
}

bool admission_check(struct admission *admission, struct answer *answer)
{
	struct minisign signature;
	const char *wrong = minisign_read(
		admission->signature, strlen(admission->signature), &signature);

	if (wrong != NULL)
		return refuse(answer, "signature", wrong);
	return check_key(admission, &signature, answer) &&
	       check_comment(admission, signature.trusted, answer);
}
