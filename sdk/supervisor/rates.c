/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The buckets are few: one that has been left alone longest is taken for whom
 * there is none.  By then it is full in all but a flood of tenants, and who has
 * lost one begins with a full one.
 */
#include "rates.h"

#include <stdio.h>
#include <string.h>

#include "host.h"

#define BUCKETS 256
#define STRANGER_MINUTE 60
/* Of a minute's requests so many may come at once. */
#define BURST_SECONDS 20

struct bucket {
	int64_t when; /* it was last looked at; 0: unused */
	int64_t tenant;
	char address[46]; /* of a stranger */
	double there;     /* requests */
};

static struct bucket buckets[BUCKETS];

static struct bucket *bucket_of(int64_t tenant, const char *address,
				bool *is_new)
{
	struct bucket *oldest = &buckets[0];

	*is_new = false;
	for (int i = 0; i < BUCKETS; i++) {
		struct bucket *bucket = &buckets[i];

		if (bucket->when != 0 && bucket->tenant == tenant &&
		    strcmp(bucket->address, address) == 0)
			return bucket;
		if (bucket->when < oldest->when)
			oldest = bucket;
	}
	*is_new = true;
	oldest->tenant = tenant;
	snprintf(oldest->address, sizeof oldest->address, "%s", address);
	return oldest;
}

static unsigned take(int64_t tenant, const char *address, uint64_t minute)
{
	int64_t now = clock_monotonic() + 1;
	double second = (double)minute / 60;
	double most = second * BURST_SECONDS < 1 ? 1 : second * BURST_SECONDS;
	bool is_new;
	struct bucket *bucket = bucket_of(tenant, address, &is_new);

	if (is_new)
		bucket->there = most;
	else
		bucket->there += second * (double)(now - bucket->when) / 1000;
	if (bucket->there > most)
		bucket->there = most;
	bucket->when = now;
	if (bucket->there >= 1) {
		bucket->there -= 1;
		return 0;
	}
	if (second <= 0)
		return 60;
	return 1 + (unsigned)((1 - bucket->there) / second);
}

unsigned rate_tenant(int64_t tenant, uint64_t minute)
{
	return take(tenant, "", minute);
}

unsigned rate_stranger(const char *address)
{
	return take(-1, address, STRANGER_MINUTE);
}
