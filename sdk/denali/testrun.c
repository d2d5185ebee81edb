/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "testrun.h"

#include <string.h>

#include "error.h"
#include "testcheck.h"
#include "testrequest.h"

/* Another program may take a port between our look and QEMU's. */
#define STARTS_MAX 5
#define SETTLE_MS 1000

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* A service that died of a request closes its connections before its end has
 * come to us, and that is what there is to tell.  Did it? */
static bool has_died(struct service *service, const struct test_answer *answer)
{
	int64_t until = service_now() + SETTLE_MS;

	if (answer->bytes.length > 0 || !answer->closed)
		return false;
	while (!service->ended && service_now() < until)
		service_wait(service, -1, 0, until);
	return service->ended;
}

static void ask(struct service *service, size_t i, int64_t until,
		struct buffer *problem)
{
	const struct test_request *request = &service->test->requests[i];
	struct test_answer answer;
	const char *reason;

	if (request->timeout > 0)
		until = earlier(until, service_now() + request->timeout);
	reason = test_ask(service, request, until, &answer);
	if (reason == NULL && test_wants_answer(request) &&
	    has_died(service, &answer))
		reason = TEST_ENDED;
	if (reason == NULL) {
		test_check_answer(request, i, &answer, problem);
	} else {
		test_name_request(request, i, problem);
		buffer_printf(problem, "%s\n", reason);
	}
	test_answer_free(&answer);
}

/* Later requests rely on earlier ones. */
static void ask_all(struct service *service, int64_t until,
		    struct buffer *problem)
{
	for (size_t i = 0;
	     i < service->test->request_count && problem->length == 0; i++)
		ask(service, i, until, problem);
}

static void await_end(struct service *service, int64_t until)
{
	bool end = service->test->status >= 0;

	while (!service->ended && !service->flooded && service_now() < until &&
	       (end || !test_output_enough(service)))
		service_wait(service, -1, 0, until);
}

/* It never got to run. */
static bool is_broken(const struct service *service, const json_t *result)
{
	const char *outcome = json_string_value(
		json_object_get(result, "outcome"));

	return service->ended && service->status == STATUS_ERROR &&
	       (outcome == NULL || strcmp(outcome, "error") == 0);
}

/* From when it has been started to its end. */
static void carry_out(struct service *service, struct test_outcome *outcome)
{
	int64_t until = service_now() + service->test->timeout;
	struct buffer *problem = &outcome->problem;
	bool ran;

	ask_all(service, until, problem);
	if (problem->length == 0)
		await_end(service, until);
	ran = !service->ended;
	service_stop(service);
	outcome->result = service_result(service);
	if (is_broken(service, outcome->result)) {
		outcome->verdict = TEST_BROKEN;
		problem->length = 0;
		test_show_lines(&service->reported, UINT16_MAX, "", problem);
		return;
	}
	/* Where a request has failed, it was stopped before its time. */
	if (problem->length == 0 || !ran) {
		test_check_end(service, ran, problem);
		test_check_output(service, problem);
	}
	outcome->verdict = problem->length > 0 ? TEST_FAILED : TEST_PASSED;
}

static void take_texts(struct service *service, struct test_outcome *outcome)
{
	outcome->printed = service->printed;
	outcome->reported = service->reported;
	service->printed = (struct buffer){ 0 };
	service->reported = (struct buffer){ 0 };
}

/* False: it lost one of its ports to another program. */
static bool run_once(const struct test *test, const struct service_plan *plan,
		     struct test_outcome *outcome)
{
	struct service service;
	bool lost = false;

	if (service_start(&service, test, plan) == 0) {
		carry_out(&service, outcome);
		lost = service_lost_port(&service);
	} else {
		outcome->verdict = TEST_BROKEN;
		buffer_printf(&outcome->problem, "%s\n", error_last());
	}
	take_texts(&service, outcome);
	service_close(&service);
	return !lost;
}

void test_run(const struct test *test, const struct service_plan *plan,
	      struct test_outcome *outcome)
{
	int64_t began = service_now();

	for (unsigned i = 0; i < STARTS_MAX; i++) {
		*outcome = (struct test_outcome){ .test = test };
		if (run_once(test, plan, outcome))
			break;
		if (i + 1 < STARTS_MAX)
			test_outcome_free(outcome);
	}
	outcome->seconds = (double)(service_now() - began) / 1000;
}

void test_outcome_free(struct test_outcome *outcome)
{
	buffer_free(&outcome->problem);
	buffer_free(&outcome->printed);
	buffer_free(&outcome->reported);
	json_decref(outcome->result);
	outcome->result = NULL;
}

uint32_t test_outcome_peak(const struct test_outcome *outcome)
{
	const json_t *instances = json_object_get(outcome->result, "instances");
	json_int_t most = 0;
	const json_t *instance;
	size_t i;

	json_array_foreach (instances, i, instance) {
		const json_t *ledger = json_object_get(instance, "ledger");
		json_int_t peak = json_integer_value(
			json_object_get(ledger, "frames_peak"));

		most = peak > most ? peak : most;
	}
	return (uint32_t)most;
}
